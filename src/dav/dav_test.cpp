// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole requests against an account, as programs send them.
#include "dav/dav.hpp"

#include <gtest/gtest.h>

#include "contacts/state.hpp"
#include "contacts/vcard.hpp"
#include "dav/xml.hpp"
#include "mail/account/test_account.hpp"

namespace milpa::dav {
namespace {

using http::Method;

constexpr std::string_view home = "/dav/a1/contacts/";
constexpr std::string_view book = "/dav/a1/contacts/default/";

std::string vcard(std::string_view uid, std::string_view lines = "FN:Ana\r\nN:;Ana;;;\r\n",
                  std::string_view version = "3.0") {
    return fmt::format("BEGIN:VCARD\r\nVERSION:{}\r\nUID:{}\r\n{}END:VCARD\r\n", version, uid, lines);
}

/// What one response of a multistatus says: the texts of its properties, by local name, with the status.
struct Told {
    std::string href;
    unsigned status = 0;
    std::map<std::string, std::string> there;
    std::vector<std::string> missing;
};

std::string text_of(const Element& element) {
    std::string out = element.text;
    for (const Element& child : element.children) {
        out += "<" + child.name.local + ">" + text_of(child);
    }
    return out;
}

class Dav : public ::testing::Test, public Member {
protected:
    Dav() {
        held.annexes = std::make_shared<const mail::account::AnnexFactories>(
            mail::account::AnnexFactories{{contacts::annex_kind, contacts::make_annex}});
        held.open();
    }

    mail::account::Account& account() override { return *held.account; }
    Random& random() override { return random_; }
    std::string account_id() const override { return "a1"; }
    std::string address() const override { return "ana@example.org"; }
    void settle() override { ++settled; }

    http::Response ask(Method method, std::string_view path, std::string body = "",
                       http::Fields fields = {}) {
        Asked asked;
        asked.method = method;
        asked.path = path;
        asked.fields = std::move(fields);
        asked.body = std::move(body);
        return held.store->run(answer(this, std::move(asked)));
    }
    unsigned status(Method method, std::string_view path, std::string body = "", http::Fields fields = {}) {
        return ask(method, path, std::move(body), std::move(fields)).status;
    }
    static std::string body_of(const http::Response& response) {
        return std::holds_alternative<std::string>(response.body) ? std::get<std::string>(response.body) : "";
    }
    static std::string etag_of(const http::Response& response) {
        return std::string(response.fields.find("etag").value_or(""));
    }
    std::string put(std::string_view path, std::string body) {
        const http::Response response = ask(Method::put, path, std::move(body));
        EXPECT_TRUE(response.status == 201 || response.status == 204) << response.status << body_of(response);
        return etag_of(response);
    }
    static std::vector<Told> told(const http::Response& response) {
        EXPECT_EQ(response.status, 207U) << body_of(response);
        std::vector<Told> all;
        const auto root = read_xml(body_of(response));
        EXPECT_TRUE(root.has_value()) << body_of(response);
        for (const Element& one : root ? root->children : std::vector<Element>{}) {
            if (!one.is(dav_space, "response")) continue;
            Told tells;
            tells.href = one.find(dav_space, "href")->text;
            const auto status_in = [](const Element& in) {
                const Element* line = in.find(dav_space, "status");
                return line == nullptr ? 0U : static_cast<unsigned>(std::stoul(line->text.substr(9, 3)));
            };
            tells.status = status_in(one);
            for (const Element& stat : one.children) {
                if (!stat.is(dav_space, "propstat")) continue;
                for (const Element& prop : stat.find(dav_space, "prop")->children) {
                    if (status_in(stat) == 200) {
                        tells.there[prop.name.local] = text_of(prop);
                    } else {
                        tells.missing.push_back(prop.name.local);
                    }
                }
            }
            all.push_back(std::move(tells));
        }
        return all;
    }
    static std::string condition_of(const http::Response& response) {
        const auto root = read_xml(body_of(response));
        return root && !root->children.empty() ? root->children.front().name.local : std::string();
    }
    std::vector<Told> find(std::string_view path, std::string_view props, std::string_view depth = "0") {
        return told(ask(Method::propfind, path,
                        fmt::format("<D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\" "
                                    "xmlns:CS=\"http://calendarserver.org/ns/\" "
                                    "xmlns:I=\"http://inf-it.com/ns/ab/\"><D:prop>{}</D:prop></D:propfind>",
                                    props),
                        {{"depth", std::string(depth)}}));
    }
    static std::string query(std::string_view filter, std::string_view more = "") {
        return fmt::format(
            "<C:addressbook-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\">"
            "<D:prop><D:getetag/><C:address-data/></D:prop>{}{}</C:addressbook-query>",
            filter, more);
    }
    struct Synced {
        std::string changed;
        std::string gone;
        std::string token;
        bool more = false;
    };
    Synced sync(std::string_view token, std::string_view more = "") {
        const http::Response response = ask(
            Method::report, book,
            fmt::format("<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>{}</D:sync-token><D:sync-level>1"
                        "</D:sync-level>{}<D:prop><D:getetag/></D:prop></D:sync-collection>",
                        token, more));
        Synced out;
        for (const Told& one : told(response)) {
            if (one.status == 507) {
                out.more = true;
            } else {
                (one.status == 404 ? out.gone : out.changed) +=
                    one.href.substr(one.href.rfind('/') + 1) + " ";
            }
        }
        out.token = read_xml(body_of(response))->find(dav_space, "sync-token")->text;
        return out;
    }

    mail::account::testing::TestAccount held;
    SystemRandom random_;
    int settled = 0;
};

TEST_F(Dav, IsDiscovered) {
    // As iOS, DAVx5 and Thunderbird go: root, principal, home, books.
    const auto root = find("/dav", "<D:current-user-principal/><D:resourcetype/>");
    ASSERT_EQ(root.size(), 1U);
    EXPECT_EQ(root[0].there.at("current-user-principal"), "<href>/dav/a1/");
    const auto principal =
        find("/dav/a1", "<C:addressbook-home-set/><D:displayname/><D:principal-URL/><D:quota/>");
    EXPECT_EQ(principal[0].there.at("addressbook-home-set"), "<href>/dav/a1/contacts/");
    EXPECT_EQ(principal[0].there.at("displayname"), "ana@example.org");
    EXPECT_EQ(principal[0].missing, std::vector<std::string>{"quota"});
    const auto books = find(home,
                            "<D:resourcetype/><D:displayname/><CS:getctag/><D:sync-token/>"
                            "<D:current-user-privilege-set/><D:supported-report-set/>"
                            "<C:supported-address-data/><C:max-resource-size/>",
                            "1");
    ASSERT_EQ(books.size(), 2U);
    EXPECT_EQ(books[1].href, book);
    EXPECT_EQ(books[1].there.at("resourcetype"), "<collection><addressbook>");
    EXPECT_EQ(books[1].there.at("displayname"), "Contacts");
    EXPECT_EQ(books[1].there.at("getctag"), books[1].there.at("sync-token"));
    EXPECT_NE(books[1].there.at("supported-report-set").find("sync-collection"), std::string::npos);
    EXPECT_EQ(ask(Method::options, "/dav").fields.find("dav"), "1, 3, addressbook, extended-mkcol");
    EXPECT_EQ(status(Method::propfind, "/dav/a2", "", {{"depth", "0"}}), 404U);
    EXPECT_EQ(status(Method::propfind, "/dav/a1", "", {{"depth", "infinity"}}), 403U);
    EXPECT_EQ(status(Method::propfind, "/dav/a1", "<x", {{"depth", "0"}}), 400U);
}

TEST_F(Dav, AllAndNamesAreTold) {
    put(std::string(book) + "a.vcf", vcard("u1"));
    const auto all = told(ask(Method::propfind, std::string(book) + "a.vcf", "", {{"depth", "0"}}));
    EXPECT_TRUE(all[0].there.contains("getetag") && all[0].there.contains("getlastmodified"));
    const auto names = told(ask(Method::propfind, book,
                                "<D:propfind xmlns:D=\"DAV:\"><D:propname/></D:propfind>", {{"depth", "0"}}));
    EXPECT_EQ(names[0].there.at("sync-token"), "");
    const auto brief = told(ask(Method::propfind, book,
                                "<D:propfind xmlns:D=\"DAV:\"><D:prop><D:none/><D:displayname/></D:prop>"
                                "</D:propfind>",
                                {{"depth", "0"}, {"prefer", "return=minimal"}}));
    EXPECT_TRUE(brief[0].missing.empty());
}

TEST_F(Dav, GivesBackWhatWasPutOctetForOctet) {
    const std::string path = std::string(book) + "a b.vcf";
    const std::string sent =
        vcard("u1", "FN:Ana\r\nN:;Ana;;;\r\nX-Odd;a=B:  c \r\nPHOTO;ENCODING=b;TYPE=JPEG:" +
                        std::string(9'000, 'A') + "\r\n");
    const http::Response made = ask(Method::put, path, sent, {{"content-type", "text/vcard; charset=utf-8"}});
    EXPECT_EQ(made.status, 201U);
    EXPECT_EQ(settled, 1);
    const http::Response got = ask(Method::get, path);
    EXPECT_EQ(body_of(got), sent);
    EXPECT_EQ(etag_of(got), etag_of(made));
    EXPECT_EQ(got.fields.find("content-type"), "text/vcard; charset=utf-8");
    EXPECT_EQ(find(path, "<D:getcontentlength/>")[0].there.at("getcontentlength"),
              std::to_string(sent.size()));
    EXPECT_EQ(status(Method::get, path, "", {{"if-none-match", etag_of(made)}}), 304U);
    EXPECT_EQ(find(book, "<D:getetag/>", "1")[1].href, "/dav/a1/contacts/default/a%20b.vcf");
    EXPECT_EQ(status(Method::remove, path), 204U);
    EXPECT_EQ(status(Method::get, path), 404U);
    EXPECT_EQ(status(Method::get, book), 405U);
}

TEST_F(Dav, ConditionsAreKept) {
    const std::string path = std::string(book) + "a.vcf";
    EXPECT_EQ(status(Method::put, path, vcard("u1"), {{"if-match", "*"}}), 412U);
    EXPECT_EQ(status(Method::put, path, vcard("u1"), {{"if-none-match", "*"}}), 201U);
    EXPECT_EQ(status(Method::put, path, vcard("u1"), {{"if-none-match", "*"}}), 412U);
    const std::string etag = etag_of(ask(Method::get, path));
    const http::Response changed = ask(Method::put, path, vcard("u1", "FN:B\r\n"), {{"if-match", etag}});
    EXPECT_EQ(changed.status, 204U);
    EXPECT_NE(etag_of(changed), etag);
    EXPECT_EQ(status(Method::put, path, vcard("u1"), {{"if-match", etag}}), 412U);
    EXPECT_EQ(status(Method::remove, path, "", {{"if-match", etag}}), 412U);
    EXPECT_EQ(status(Method::remove, path, "", {{"if-match", "\"x\", " + etag_of(changed)}}), 204U);
}

TEST_F(Dav, RefusesWhatIsNoCard) {
    const std::string path = std::string(book) + "a.vcf";
    const auto refused = [&](std::string body, http::Fields fields = {}) {
        return condition_of(ask(Method::put, path, std::move(body), std::move(fields)));
    };
    EXPECT_EQ(refused("hello"), "valid-address-data");
    EXPECT_EQ(refused(vcard("u") + vcard("v")), "valid-address-data");
    EXPECT_EQ(refused(vcard("u", "FN:A\r\n", "2.1")), "supported-address-data");
    EXPECT_EQ(refused(vcard("u"), {{"content-type", "text/calendar"}}), "supported-address-data");
    EXPECT_EQ(refused(vcard("u", "NOTE:" + std::string(contacts::card_octets_max, 'x') + "\r\n")),
              "max-resource-size");
    put(std::string(book) + "b.vcf", vcard("u1"));
    const http::Response conflict = ask(Method::put, path, vcard("u1"));
    EXPECT_EQ(conflict.status, 409U);
    EXPECT_EQ(condition_of(conflict), "no-uid-conflict");
    EXPECT_NE(body_of(conflict).find("/dav/a1/contacts/default/b.vcf"), std::string::npos);
    EXPECT_EQ(condition_of(ask(Method::put, std::string(book) + "b.vcf", vcard("other"))), "no-uid-conflict");
    EXPECT_EQ(status(Method::put, "/dav/a1/contacts/none/a.vcf", vcard("u2")), 409U);
    EXPECT_EQ(status(Method::put, "/dav/a2/contacts/default/a.vcf", vcard("u2")), 403U);
    EXPECT_EQ(status(Method::put, book, vcard("u2")), 405U);
    // A card without a uid gets one, and stays as it is.
    put(path, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:X\r\nEND:VCARD\r\n");
    EXPECT_EQ(body_of(ask(Method::get, path)), "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:X\r\nEND:VCARD\r\n");
}

TEST_F(Dav, BooksAreMadeChangedAndRemoved) {
    const std::string work = std::string(home) + "work/";
    const auto make = [&](std::string_view type, std::string_view props) {
        return ask(Method::mkcol, work,
                   fmt::format("<D:mkcol xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\" "
                               "xmlns:I=\"http://inf-it.com/ns/ab/\"><D:set><D:prop><D:resourcetype>"
                               "<D:collection/>{}</D:resourcetype>{}</D:prop></D:set></D:mkcol>",
                               type, props));
    };
    EXPECT_EQ(condition_of(make("", "")), "valid-resourcetype");
    EXPECT_EQ(make("<C:addressbook/>", "<D:getetag>x</D:getetag>").status, 424U);
    EXPECT_EQ(make("<C:addressbook/>",
                   "<D:displayname>Wörk &amp; co</D:displayname>"
                   "<I:addressbook-color>#ff0000</I:addressbook-color>")
                  .status,
              201U);
    EXPECT_EQ(make("<C:addressbook/>", "").status, 405U);
    const auto told_of = find(work, "<D:displayname/><I:addressbook-color/><C:addressbook-description/>")[0];
    EXPECT_EQ(told_of.there.at("displayname"), "Wörk & co");
    EXPECT_EQ(told_of.there.at("addressbook-color"), "#ff0000");
    EXPECT_EQ(told_of.missing, std::vector<std::string>{"addressbook-description"});
    const auto patch = [&](std::string_view body) {
        return told(ask(Method::proppatch, work,
                        fmt::format("<D:propertyupdate xmlns:D=\"DAV:\" "
                                    "xmlns:C=\"urn:ietf:params:xml:ns:carddav\">{}</D:propertyupdate>",
                                    body)))[0];
    };
    EXPECT_TRUE(
        patch("<D:set><D:prop><C:addressbook-description>d</C:addressbook-description></D:prop></D:set>")
            .there.contains("addressbook-description"));
    const auto refused =
        patch("<D:set><D:prop><D:displayname>x</D:displayname><D:getetag/></D:prop></D:set>");
    EXPECT_EQ(refused.missing.size(), 2U);
    EXPECT_EQ(find(work, "<D:displayname/>")[0].there.at("displayname"), "Wörk & co");
    EXPECT_EQ(status(Method::remove, work), 204U);
    EXPECT_EQ(status(Method::remove, book), 403U);  // the last one
    EXPECT_EQ(status(Method::mkcol, std::string(book) + "inside/"), 403U);
}

TEST_F(Dav, QueriesFindByFilters) {
    put(std::string(book) + "a.vcf", vcard("u1", "FN:Ana R\xC3\xADo\r\nEMAIL;TYPE=WORK:ana@x.example\r\n"));
    put(std::string(book) + "b.vcf",
        vcard("u2", "FN:Bea\r\nitem1.EMAIL;TYPE=HOME:bea@y.example\r\nNICKNAME:B\r\n"));
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"", "a b "},
        {"<C:filter/>", "a b "},
        {"<C:filter><C:prop-filter name='NICKNAME'/></C:filter>", "b "},
        {"<C:filter><C:prop-filter name='NICKNAME'><C:is-not-defined/></C:prop-filter></C:filter>", "a "},
        {"<C:filter><C:prop-filter "
         "name='FN'><C:text-match>R\xC3\x8DO</C:text-match></C:prop-filter></C:filter>",
         "a "},
        {"<C:filter><C:prop-filter name='FN'><C:text-match "
         "collation='i;octet'>ana</C:text-match></C:prop-filter>"
         "</C:filter>",
         ""},
        {"<C:filter><C:prop-filter name='FN'><C:text-match match-type='equals'>bea</C:text-match>"
         "</C:prop-filter></C:filter>",
         "b "},
        {"<C:filter><C:prop-filter name='EMAIL'><C:text-match match-type='ends-with' negate-condition='yes'>"
         "x.example</C:text-match></C:prop-filter></C:filter>",
         "b "},
        {"<C:filter><C:prop-filter name='EMAIL'><C:param-filter name='TYPE'><C:text-match>work</C:text-match>"
         "</C:param-filter></C:prop-filter></C:filter>",
         "a "},
        {"<C:filter><C:prop-filter name='item1.EMAIL'/></C:filter>", "b "},
        {"<C:filter test='allof'><C:prop-filter name='NICKNAME'/><C:prop-filter name='FN'><C:text-match>ana"
         "</C:text-match></C:prop-filter></C:filter>",
         ""},
        {"<C:filter test='anyof'><C:prop-filter name='NICKNAME'/><C:prop-filter name='FN'><C:text-match>ana"
         "</C:text-match></C:prop-filter></C:filter>",
         "a b "},
    };
    for (const auto& [filter, names] : rows) {
        std::string found;
        for (const Told& one : told(ask(Method::report, book, query(filter), {{"depth", "1"}}))) {
            found += one.href.substr(one.href.size() - 5, 1) + " ";
            EXPECT_TRUE(one.there.at("address-data").starts_with("BEGIN:VCARD"));
        }
        EXPECT_EQ(found, names) << filter;
    }
    const auto limited = told(ask(
        Method::report, book, query("", "<C:limit><C:nresults>1</C:nresults></C:limit>"), {{"depth", "1"}}));
    ASSERT_EQ(limited.size(), 2U);
    EXPECT_EQ(limited[1].status, 507U);
    EXPECT_EQ(condition_of(ask(Method::report, book,
                               query("<C:filter><C:prop-filter name='FN'><C:text-match collation='x'>a"
                                     "</C:text-match></C:prop-filter></C:filter>"),
                               {{"depth", "1"}})),
              "supported-collation");
    EXPECT_EQ(condition_of(ask(Method::report, book, "<D:nothing xmlns:D=\"DAV:\"/>")), "supported-report");
}

TEST_F(Dav, MultigetGivesThoseAskedFor) {
    put(std::string(book) + "a.vcf", vcard("u1", "FN:Ana\r\nNOTE:x\r\n"));
    const auto all =
        told(ask(Method::report, book,
                 "<C:addressbook-multiget xmlns:D=\"DAV:\" "
                 "xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><D:prop><D:getetag/><C:address-data>"
                 "<C:prop name=\"FN\"/><C:prop name=\"NOTE\" novalue=\"yes\"/></C:address-data>"
                 "</D:prop><D:href>/dav/a1/contacts/default/a.vcf</D:href>"
                 "<D:href>https://example.org/dav/a1/contacts/default/b.vcf</D:href>"
                 "</C:addressbook-multiget>"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].there.at("address-data"),
              "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nNOTE:\r\nEND:VCARD\r\n");
    EXPECT_EQ(all[1].status, 404U);
    const auto four = told(ask(Method::report, book,
                               "<C:addressbook-multiget xmlns:D=\"DAV:\" "
                               "xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><D:prop>"
                               "<C:address-data content-type=\"text/vcard\" version=\"4.0\"/></D:prop>"
                               "<D:href>/dav/a1/contacts/default/a.vcf</D:href></C:addressbook-multiget>"));
    EXPECT_NE(four[0].there.at("address-data").find("VERSION:4.0"), std::string::npos);
}

TEST_F(Dav, SyncTellsWhatChanged) {
    put(std::string(book) + "a.vcf", vcard("u1"));
    put(std::string(book) + "b.vcf", vcard("u2"));
    const Synced first = sync("");
    EXPECT_EQ(first.changed, "a.vcf b.vcf ");
    EXPECT_EQ(sync(first.token).changed, "");
    EXPECT_EQ(sync(first.token).token, first.token);
    put(std::string(book) + "b.vcf", vcard("u2", "FN:B\r\n"));
    put(std::string(book) + "c.vcf", vcard("u3"));
    ask(Method::remove, std::string(book) + "a.vcf");
    put(std::string(book) + "a.vcf", vcard("u4"));
    ask(Method::remove, std::string(book) + "a.vcf");
    const Synced second = sync(first.token);
    EXPECT_EQ(second.changed, "b.vcf c.vcf ");
    EXPECT_EQ(second.gone, "a.vcf ");
    const Synced part = sync(first.token, "<D:limit><D:nresults>1</D:nresults></D:limit>");
    EXPECT_EQ(part.changed, "b.vcf ");
    EXPECT_TRUE(part.more);
    const Synced rest = sync(part.token);
    EXPECT_EQ(rest.changed + rest.gone, "c.vcf a.vcf ");
    EXPECT_EQ(rest.token, second.token);
    EXPECT_EQ(condition_of(ask(Method::report, book,
                               "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>data:,x</D:sync-token>"
                               "<D:sync-level>1</D:sync-level><D:prop/></D:sync-collection>")),
              "valid-sync-token");
}

TEST_F(Dav, OneContactMayStandInTwoBooks) {
    EXPECT_EQ(
        status(Method::mkcol, std::string(home) + "work",
               "<D:mkcol xmlns:D=\"DAV:\"><D:set><D:prop><D:resourcetype><D:collection/>"
               "<addressbook xmlns=\"urn:ietf:params:xml:ns:carddav\"/></D:resourcetype></D:prop></D:set>"
               "</D:mkcol>"),
        201U);
    put(std::string(book) + "a.vcf", vcard("u1"));
    put(std::string(home) + "work/w.vcf", vcard("u1", "FN:New\r\n"));
    EXPECT_EQ(body_of(ask(Method::get, std::string(book) + "a.vcf")), vcard("u1", "FN:New\r\n"));
    EXPECT_EQ(status(Method::remove, std::string(book) + "a.vcf"), 204U);
    EXPECT_EQ(status(Method::get, std::string(home) + "work/w.vcf"), 200U);
    const http::Fields to{{"destination", "https://example.org/dav/a1/contacts/default/m.vcf"}};
    EXPECT_EQ(status(Method::copy, std::string(home) + "work/w.vcf", "", to), 201U);
    EXPECT_EQ(status(Method::copy, std::string(home) + "work/w.vcf", "", to), 409U);
    EXPECT_EQ(status(Method::move, std::string(home) + "work/w.vcf", "", to), 204U);
    EXPECT_EQ(status(Method::get, std::string(home) + "work/w.vcf"), 404U);
    EXPECT_EQ(status(Method::get, std::string(book) + "m.vcf"), 200U);
    EXPECT_EQ(status(Method::move, std::string(book) + "m.vcf", "",
                     {{"destination", "/dav/a1/contacts/default/n.vcf"}}),
              201U);
    EXPECT_EQ(status(Method::get, std::string(book) + "n.vcf"), 200U);
}

}  // namespace
}  // namespace milpa::dav
