# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every method of the API says to what it cannot do. The methods and their arguments are read from the reference that
the program prints, so a new one is tried as well; it fails here until it has a row with arguments that are right."""
import base64
import contextlib
import copy
import functools
import json
import os
import re
import subprocess

import pytest
from harness import MILPA, Collective
from test_jmap import DOMAIN, Client

STRANGE = {"surprise": True}
# Methods of a server that is not founded yet, and of no other: test_found_web.py, test_found_ends.py.
FOUNDING = "urn:milpa:params:jmap:founding"
LONG = "x" * 256
# By what is asked for in RFC 8620's notation: what is none of it.
NO_ID = (1, True, [], {}, "", "a b", LONG, "ä", "#")
WRONG = {
    "Id": NO_ID, "String": (1, True, [], {}), "Boolean": (0, 1, "true", [], {}), "Object": ([], "{}", 1, True),
    "UnsignedInt": (-1, 1.5, "1", 2**53, True, []), "Int": (1.5, "1", 2**53, -2**53, False, {}),
    "UTCDate": ("2020-01-01", "2020-01-01T00:00:00+01:00", 1), "Date": ("2020-01-01", 1),
    "Id[]": ("a", {}, 1, [1], [""], [None], [["a"]]), "String[]": ("a", {}, [1], [None]),
    "Object[]": ({}, "a", [1], [[]], [None]),
    "Id[Object]": ([], "a", {"a": 1}, {"a": None}, {"a b": {}}, {"": {}}),
    "Id[PatchObject]": ([], {"a": 1}, {"a": []}, {"a b": {}}),
    "Id[Id]": ([], {"a": 1}, {"a b": "c"}), "Id[Boolean]": ([], {"a": 1}),
}
NONE = "n0"      # an id that is well-formed, and nobody's
# Of each method arguments that are right, beside accountId; what can be left out is left out.
ROWS = {
    "Core/echo": {}, "Blob/copy": {"fromAccountId": "$A", "blobIds": []}, "Blob/upload": {"create": {}}, "Blob/get": {"ids": []},
    "Blob/lookup": {"ids": [], "typeNames": ["Email"]}, "Email/copy": {"fromAccountId": "$A", "create": {}},
    "ContactCard/copy": {"fromAccountId": "$A", "create": {}}, "Email/import": {"emails": {}}, "Email/parse": {"blobIds": []},
    "SearchSnippet/get": {"emailIds": []}, "MDN/send": {"identityId": NONE, "send": {}}, "MDN/parse": {"blobIds": []},
    "Keyholders/offer": {"share": "x"}, "Keyholders/lock": {}, "Approval/offer": {"id": NONE, "share": "x"},
    "Approval/collect": {"id": NONE},
    "Server/status": {}, "Server/load": {}, "Server/purge": {}, "Settings/reload": {}, "Server/dns": {},
    "Certificate/set": {"chain": "x", "key": "x"}, "Queue/status": {},
    "Queue/retry": {}, "Held/get": {},
    "Member/lookup": {"address": "x"}, "Invitation/look": {"token": "x"}, "Keyholders/finish": {},
    "Invitation/accept": {"token": "x", "address": "eve", "password": "a long password"},
    "Proof/give": {"secret": "x"}, "RecoveryCode/renew": {"proof": NONE}, "Password/set": {"proof": NONE, "password": "x"},
    "Password/recover": {"address": "eve", "recoveryCode": "x", "password": "a long password"},
    "FormerVault/reopen": {"proof": NONE, "oldSecret": "x"}, "Entrusted/freeze": {"id": NONE},
    "Entrusted/thaw": {"id": NONE, "proof": NONE}, "OpenPgpKey/publish": {"key": None}, "Certificate/renew": {},
    "Certificate/bindAccount": {"keyId": "x", "key": "x"}, "Start/unexplained": {"receipt": "x"},
    "Start/explain": {"id": NONE, "explanation": None},
}
# What is told where a secret, proof or id is nobody's, and all else is right.
REFUSED = {"MDN/send": "invalidArguments", "Keyholders/offer": "invalidArguments", "Approval/offer": "invalidArguments",
           **dict.fromkeys(("Invitation/look", "Invitation/accept", "Proof/give", "RecoveryCode/renew", "Password/set",
                            "Password/recover", "FormerVault/reopen", "Entrusted/freeze", "Entrusted/thaw", "Start/unexplained"),
                           "forbidden")}
# What takes a session: a program that shows a password with each request does not look after the account.
OF_SESSIONS = ("LoginSession", "AppPassword", "Proof", "RecoveryCode", "TrustedGroup", "FormerVault", "Entrusted", "Password/set")
# The standard ones need no row each: what they take is what RFC 8620 5 says.
STANDARD = {"get": {}, "set": {}, "query": {}, "changes": {"sinceState": "s0"}, "queryChanges": {"sinceQueryState": "s0"}}


@functools.cache
def methods():
    """{name: {"arguments": {name: (type, needed)}, "capability", "collective", "duty", "guests", "manages"}}, as the program
    says them."""
    printed = subprocess.run([MILPA, "reference"], capture_output=True, text=True, timeout=120, check=True,
                             env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0")).stdout
    found, capability = {}, None
    for part in re.split(r"^(?=##)", printed, flags=re.M):
        title = part.split("\n", 1)[0]
        if title.startswith("## `"):
            capability = title.split("`")[1]
        elif title.startswith("### ") and "/" in title and capability != FOUNDING:
            arguments = {name: (kind.replace("\\|", "|"), bool(needed)) for name, needed, kind in
                         re.findall(r"^\| `([^`]+)`( \(needed\))? \| `([^`]+)` \|", part, flags=re.M)}
            found[title[4:]] = {"arguments": arguments, "capability": capability, "duty": "\nTakes a duty." in part,
                                "collective": "\nOf the collective's account." in part, "guests": "\nWithout an account" in part,
                                "manages": "\nNot by an app password" in part}
    assert len(found) > 50, printed[:500]
    return found


@pytest.fixture(scope="module")
def ada():
    with Collective(DOMAIN) as house:
        house.member("first")
        client = Client(house, house.member("ada"))
        body = json.dumps({"address": client.member.address, "secret": client.member.password})
        signed_in = client.ask("POST", "/auth/sign-in", body, authorization=None, content_type="application/json")
        client.by_password = client.fields["authorization"]
        client.fields["authorization"] = "Bearer " + json.loads(signed_in.body)["token"]
        client.urns = list(client.session["capabilities"])
        client.own = client.account
        client.limits = client.session["capabilities"]["urn:ietf:params:jmap:core"]
        yield client


def right(ada, name, row=None):
    """Arguments that are right."""
    row = ROWS.get(name, STANDARD.get(name.split("/")[1])) if row is None else row
    arguments = {key: ada.own if value == "$A" else value for key, value in row.items()}
    if "accountId" in methods()[name]["arguments"]:
        arguments["accountId"] = "c" if methods()[name]["collective"] else ada.own
    return arguments


def told(answer):
    name, result, _ = answer
    return result["type"] if name == "error" else "done"


def ask(ada, all):
    """What is told to each of many calls, in requests of as many as may be."""
    answers = []
    for at in range(0, len(all), ada.limits["maxCallsInRequest"]):
        some = [[name, arguments, str(n)] for n, (name, arguments) in enumerate(all[at:at + ada.limits["maxCallsInRequest"]])]
        responses = ada.call(*some, using=ada.urns)["methodResponses"]
        by_id = {}
        for response in responses:
            by_id.setdefault(response[2], response)     # what follows by itself comes behind
        answers += [by_id[str(n)] for n in range(len(some))]
    return answers


def expect(ada, all, wanted):
    """`all`: (method, arguments). Each is told one of what is wanted."""
    assert all
    wrong = {f"{name} {json.dumps(arguments)[:300]}": (answer[0], str(answer[1])[:300])
             for (name, arguments), answer in zip(all, ask(ada, all)) if told(answer) not in wanted}
    assert wrong == {}


def ending(*ends):
    return [name for name in methods() if name.split("/")[1] in ends]


def test_every_method_has_a_row():
    missing = [name for name in methods() if name not in ROWS and name.split("/")[1] not in STANDARD]
    assert missing == [], "say here what their arguments are, and try below what is their own"
    assert [name for name in ROWS if name not in methods()] == []
    for name, method in methods().items():
        row = ROWS.get(name, STANDARD.get(name.split("/")[1], {}))
        needed = {argument for argument, (_, is_needed) in method["arguments"].items() if is_needed and argument != "accountId"}
        assert needed <= set(row), f"{name} needs {needed}"
        for argument, (kind, _) in method["arguments"].items():
            assert argument == "*" or kind.removesuffix("|null") in WRONG or kind == "*", f"{name}: no wrong values for {kind}"


def test_right_arguments_are_none_of_these_errors(ada):
    """Else the errors below would prove nothing."""
    harmless = [name for name, method in methods().items() if not method["duty"] and not name.endswith("/copy")]
    for (name, arguments), answer in zip(all := [(name, right(ada, name)) for name in harmless], ask(ada, all)):
        accepted = {REFUSED.get(name, "done"), *(["cannotCalculateChanges"] if name.endswith("hanges") else [])}
        if name in ("Email/get", "Thread/get"):
            accepted = {"done", "requestTooLarge"}      # there may be any number
        assert told(answer) in accepted, (name, arguments, answer)


def test_a_password_alone_is_no_session(ada):
    """A program that shows a password, or an app password, with each request is told of nothing that opens the account, and
    changes nothing of it; for all else it is as good as a session."""
    proof = ask(ada, [("Proof/give", {"accountId": "c", "secret": ada.member.password})])[0][1]["proof"]
    made = ask(ada, [("AppPassword/set", {"accountId": "c", "proof": proof, "create": {"a": {"label": "a program"}}})])[0][1]
    pair = f"{ada.member.address}:{made['created']['a']['secret']}".encode()
    by_app_password = "Basic " + base64.b64encode(pair).decode()
    body = json.dumps({"address": ada.member.address, "secret": made["created"]["a"]["secret"]})
    begun = ada.ask("POST", "/auth/sign-in", body, authorization=None, content_type="application/json").body
    by_session_of_one = "Bearer " + json.loads(begun)["token"]
    names = [name for name, method in methods().items() if not method["duty"] and not name.endswith("/copy")]
    theirs = [name for name in names if name.startswith(OF_SESSIONS)]
    others = [name for name in names if name not in theirs]
    right_ones = [(name, right(ada, name)) for name in others]
    keys = [f"OpenPgpSecretKey/{name}" for name in ("get", "changes", "set")]
    by_session = dict(zip(others, map(told, ask(ada, right_ones))))
    for shown in (ada.by_password, by_app_password, by_session_of_one):
        other = copy.copy(ada)
        other.fields = {**ada.fields, "authorization": shown}
        # Even with a proof that is good: it is for the session that got it.
        expect(other, [(name, {**right(ada, name), **({"proof": proof} if "proof" in methods()[name]["arguments"] else {})})
                       for name in theirs], {"forbidden"})
        # A key is how others see a member, or reads what is theirs alone, and what is held tells of all programs: nothing
        # for one of them.
        own = dict.fromkeys(("OpenPgpKey/publish", "Held/get", *keys), "forbidden") if shown != ada.by_password else {}
        assert dict(zip(others, map(told, ask(other, right_ones)))) == {**by_session, **own}
    assert {name for name, method in methods().items() if method["manages"]} == {
        *theirs, "OpenPgpKey/publish", "Held/get", *keys}
    assert len(theirs) == 13 and "done" in by_session.values()
    ended = ask(ada, [("AppPassword/set", {"accountId": "c", "destroy": [made["created"]["a"]["id"]]})])[0][1]
    assert ended["destroyed"] == [made["created"]["a"]["id"]]


def test_unknown_arguments(ada):
    expect(ada, [(name, {**right(ada, name), **STRANGE}) for name, method in methods().items() if "*" not in method["arguments"]],
           {"invalidArguments"})


def test_missing_arguments(ada):
    expect(ada, [(name, {key: value for key, value in right(ada, name).items() if key != argument})
                 for name, method in methods().items() for argument, (_, needed) in method["arguments"].items() if needed],
           {"invalidArguments"})


def test_arguments_of_other_types(ada):
    all = []
    for name, method in methods().items():
        for argument, (kind, _) in method["arguments"].items():
            if argument == "*":
                continue
            values = list(WRONG.get(kind.removesuffix("|null"), ()))
            if not kind.endswith("|null") and kind != "*":
                values.append(None)
            all += [(name, {**right(ada, name), argument: value}) for value in values]
    assert len(all) > 1_000
    expect(ada, all, {"invalidArguments"})


def test_accounts_that_are_none(ada):
    with_account = {name: method for name, method in methods().items() if "accountId" in method["arguments"]}
    expect(ada, [(name, {**right(ada, name), "accountId": "anobody"}) for name, method in with_account.items()
                 if not method["duty"]], {"accountNotFound"})
    expect(ada, [(name, {**right(ada, name), "accountId": "anobody"}) for name, method in with_account.items() if method["duty"]],
           {"accountNotFound", "forbidden"})
    # The collective's is no member's, and a member's is not the collective's.
    expect(ada, [(name, {**right(ada, name), "accountId": ada.own if method["collective"] else "c"})
                 for name, method in with_account.items() if not method["duty"]],
           {"accountNotFound", "accountNotSupportedByMethod"})
    expect(ada, [(name, {**right(ada, name), "fromAccountId": "anobody"}) for name in ending("copy")], {"fromAccountNotFound"})
    # There is one account a member, and RFC 8620 5.4 wants two; 6.3 does not.
    expect(ada, [(name, right(ada, name)) for name in ending("copy") if name != "Blob/copy"], {"invalidArguments"})


def test_no_account_is_read_only(ada):
    """So accountReadOnly cannot come; the day on which an account is, it belongs into this file."""
    assert {account["isReadOnly"] for account in ada.session["accounts"].values()} == {False}


def test_methods_that_are_not_used_or_are_none(ada):
    core = "urn:ietf:params:jmap:core"
    unused = [name for name, method in methods().items() if method["capability"] != core]
    for at in range(0, len(unused), 60):
        calls = [[name, right(ada, name), str(n)] for n, name in enumerate(unused[at:at + 60])]
        assert {told(answer) for answer in ada.call(*calls, using=[core])["methodResponses"]} == {"unknownMethod"}
    names = ("Email/", "/get", "email/get", "Email/gets", "Email/get ", "x" * 1_000)
    expect(ada, [(name, {}) for name in names], {"unknownMethod"})


def test_too_many(ada):
    most = ada.limits["maxObjectsInGet"]
    ids = [f"n{n}" for n in range(most + 1)]
    lists = [(name, argument) for name, method in methods().items() for argument in ("ids", "emailIds", "blobIds")
             if argument in method["arguments"] and not method["duty"] and name != "Blob/copy"]
    expect(ada, [(name, {**right(ada, name), argument: ids}) for name, argument in lists], {"requestTooLarge"})
    # As many as may be, may be.
    expect(ada, [(name, {**right(ada, name), argument: ids[:most]}) for name, argument in lists if name != "SearchSnippet/get"],
           {"done"})
    most = ada.limits["maxObjectsInSet"]
    sets = [name for name in ending("set") if not methods()[name]["duty"] and "destroy" in methods()[name]["arguments"]]
    objects = {id: {} for id in ids[:most + 1]}
    for more in ({"destroy": ids[:most + 1]}, {"create": objects}, {"update": objects},
                 {"destroy": ids[:most - 5], "create": {id: {} for id in ids[:3]}, "update": {id: {} for id in ids[-3:]}}):
        expect(ada, [(name, {**right(ada, name), **more}) for name in sets], {"requestTooLarge"})
    expect(ada, [("Email/import", {**right(ada, "Email/import"), "emails": {id: {} for id in ids}})], {"requestTooLarge"})
    expect(ada, [("Blob/upload", {**right(ada, "Blob/upload"), "create": {id: {"data": []} for id in ids}})], {"requestTooLarge"})
    expect(ada, [("MDN/send", {**right(ada, "MDN/send"), "send": {id: {} for id in ids}}),
                 ("Blob/copy", {**right(ada, "Blob/copy"), "blobIds": ids})], {"requestTooLarge"})


def test_states_that_are_none(ada):
    for state in ("s999999999", "", "x", "s-1", "s18446744073709551616", LONG):
        expect(ada, [(name, {**right(ada, name), "ifInState": state}) for name, method in methods().items()
                     if "ifInState" in method["arguments"] and not method["duty"] and not name.endswith("/copy")],
               {"stateMismatch"})
        expect(ada, [(name, {**right(ada, name), "sinceState": state}) for name in ending("changes")], {"cannotCalculateChanges"})
        expect(ada, [(name, {**right(ada, name), "sinceQueryState": state}) for name in ending("queryChanges")],
               {"cannotCalculateChanges"})
    expect(ada, [(name, {**right(ada, name), "maxChanges": 0}) for name in ending("changes")], {"invalidArguments"})


def test_ids_that_are_nobodys(ada):
    gets = [name for name in ending("get") if "ids" in methods()[name]["arguments"] and not methods()[name]["duty"]]
    for name, (_, result, _) in zip(gets, ask(ada, [(name, {**right(ada, name), "ids": [NONE, "n1", NONE]}) for name in gets])):
        assert sorted(result["notFound"]) == ["n0", "n1"] and result["list"] == [], name
    sets = [name for name in ending("set") if not methods()[name]["duty"] and "destroy" in methods()[name]["arguments"]]
    more = {"update": {NONE: {}}, "destroy": ["n1"]}
    for name, (_, result, _) in zip(sets, ask(ada, [(name, {**right(ada, name), **more}) for name in sets])):
        assert result["notUpdated"][NONE]["type"] == "notFound", name
        assert result["notDestroyed"]["n1"]["type"] == "notFound", name
        assert not result.get("updated") and not result.get("destroyed"), name
    # What there is one of alone is not destroyed (RFC 8620 5.3).
    ((_, result, _),) = ask(ada, [("TrustedGroup/set", {"accountId": "c", "destroy": ["singleton"]})])
    assert result["notDestroyed"]["singleton"]["type"] == "singleton"
    # What has properties that are none is not made.
    more = {"create": {"k": {"surprise": 1}}}
    for name, (_, result, _) in zip(sets, ask(ada, [(name, {**right(ada, name), **more}) for name in sets])):
        assert result["notCreated"]["k"]["type"] in ("invalidProperties", "forbidden", "singleton"), (name, result)
        assert not result.get("created")


def test_properties_that_are_none(ada):
    # A card keeps what JSContact does not know, so each name may be that of a property (RFC 9553 1.8).
    gets = [name for name in ending("get") if "properties" in methods()[name]["arguments"] and not methods()[name]["duty"]
            and name != "ContactCard/get"]
    expect(ada, [(name, {**right(ada, name), "properties": ["surprise"]}) for name in gets], {"invalidArguments"})
    expect(ada, [(name, {**right(ada, name), "properties": properties}) for name in ("Email/get", "Email/parse")
                 for properties in (["header:"], ["header:X:asNothing"], ["header:X:all:all"], ["header:From:asDate"])],
           {"invalidArguments"})


def test_queries_that_cannot_be(ada):
    queries = [name for name in ending("query") if not methods()[name]["duty"]]
    expect(ada, [(name, {**right(ada, name), "anchor": NONE}) for name in queries], {"anchorNotFound"})
    both = [name for name in (*queries, *ending("queryChanges"))]
    for filter in ({"surprise": 1}, {"operator": "AND", "conditions": [{"surprise": 1}]}):
        expect(ada, [(name, {**right(ada, name), "filter": filter}) for name in both], {"unsupportedFilter", "invalidArguments"})
    for filter in ({"operator": "XOR", "conditions": []}, {"operator": "AND"}, {"operator": "AND", "conditions": {}},
                   {"operator": "AND", "conditions": [1]}):
        expect(ada, [(name, {**right(ada, name), "filter": filter}) for name in both], {"unsupportedFilter", "invalidArguments"})
    expect(ada, [(name, {**right(ada, name), "sort": [{"property": "surprise"}]}) for name in both], {"unsupportedSort"})
    for sort in ({"property": 1}, {}, {"property": "surprise", "isAscending": 1}):
        expect(ada, [(name, {**right(ada, name), "sort": [sort]}) for name in both], {"unsupportedSort", "invalidArguments"})
    # RFC 8620 5.5: a collation that nobody knows.
    known = {"Email": "subject", "Mailbox": "name", "ContactCard": "name/given"}
    expect(ada, [(f"{kind}/query", {**right(ada, f"{kind}/query"), "sort": [{"property": property, "collation": "i;nobody"}]})
                 for kind, property in known.items()], {"unsupportedSort"})
    # In front of all there is: the first ones. Behind all there is: nothing.
    for position in (-2**53 + 1, 2**53 - 1):
        expect(ada, [(name, {**right(ada, name), "position": position}) for name in queries], {"done"})
    expect(ada, [(name, {**right(ada, name), "limit": 0}) for name in queries], {"done"})


def test_without_the_duty(ada):
    expect(ada, [(name, right(ada, name)) for name, method in methods().items() if method["duty"]], {"forbidden"})
    # Of others, of whom one does not know that they are there.
    expect(ada, [("Held/get", {"accountId": "c", "memberId": "0" * 32})], {"forbidden", "notFound"})


def test_without_an_account(ada):
    """A guest: what is for guests is answered, and for all else they are asked to sign in, in whatever company it comes."""
    with contextlib.closing(ada.connect()) as connection:
        def status(*names):
            calls = [[name, right(ada, name), str(n)] for n, name in enumerate(names)]
            body = json.dumps({"using": ada.urns, "methodCalls": calls})
            connection.request("POST", "/jmap/api", body, {"host": ada.fields["host"], "content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        for name, method in methods().items():
            wanted = 200 if method["guests"] else 401
            assert [status(name), status(name, "Keyholders/get"), status("Keyholders/get", name)] == [wanted] * 3, name


def test_references_that_lead_nowhere(ada):
    """RFC 8620 3.7, for an argument of every method that has one."""
    all = []
    for name, method in methods().items():
        argument = next((one for one, (kind, _) in method["arguments"].items() if one != "*" and one != "accountId"), None)
        if argument is None:
            continue
        arguments = {key: value for key, value in right(ada, name).items() if key != argument}
        for reference in ({"resultOf": "none", "name": "Core/echo", "path": "/ids"},
                          {"resultOf": "0", "name": "Email/get", "path": "/x"},
                          {"resultOf": 1, "name": "x", "path": "/"}, "x", {}):
            all.append((name, {**arguments, "#" + argument: reference}))
        # The same argument twice.
        all.append((name, {**arguments, argument: None, "#" + argument: {"resultOf": "0", "name": "x", "path": "/"}}))
    expect(ada, all, {"invalidResultReference", "invalidArguments"})
