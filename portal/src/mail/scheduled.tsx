// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters that leave later: when, to whom, and how they are taken back.
import { head } from "../store/emails";
import { Button } from "../ui/button";
import { Empty } from "../ui/parts";
import { shortDate } from "../words/format";
import { say } from "../words/words";
import { nameOfAddress } from "./row";
import { ListTitle } from "./list";
import { scheduled } from "./scheduled_letters";
import { takeBackLater } from "./sending";

export function Scheduled({ title, openFolders }: { title: string; openFolders: () => void }) {
    const list = scheduled.value;
    return (
        <>
            <header class="list-head">
                <ListTitle title={title} openFolders={openFolders} />
            </header>
            {list.length === 0 ? (
                <Empty icon="clock" title={say("mail-scheduled-empty")}>
                    <p>{say("mail-scheduled-empty-text")}</p>
                </Empty>
            ) : (
                <ul class="scheduled">
                    {list.map((one) => {
                        const letter = head(one.emailId).value;
                        return (
                            <li key={one.id}>
                                <strong class="clip" dir="auto">
                                    {letter?.subject?.trim() || say("mail-no-subject")}
                                </strong>
                                <span class="small clip" dir="auto">
                                    {say("mail-to", {
                                        people: (letter?.to ?? []).map(nameOfAddress).join(", "),
                                    })}
                                </span>
                                <span class="small quiet">
                                    {say("mail-leaves-at", { date: shortDate(new Date(one.sendAt)) })}
                                </span>
                                <Button small icon="undo" onClick={() => takeBackLater(one.id, one.emailId)}>
                                    {say("mail-take-back")}
                                </Button>
                            </li>
                        );
                    })}
                </ul>
            )}
        </>
    );
}
