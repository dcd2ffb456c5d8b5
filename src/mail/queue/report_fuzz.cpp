// SPDX-License-Identifier: AGPL-3.0-or-later
// Hostile replies, addresses and headers: the report stays one, and says nothing that we did not say.
#include <fuzzer/FuzzedDataProvider.h>

#include "mail/queue/codec.hpp"
#include "mail/queue/report.hpp"
#include "mail/queue/report_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    using namespace milpa::mail::queue;
    FuzzedDataProvider input(data, size);
    ReportFacts facts;
    facts.kind = input.ConsumeBool() ? ReportKind::failed : ReportKind::delayed;
    facts.host_name = "mail.milpa.test";
    facts.domain = "milpa.test";
    facts.token = "0123456789abcdef0123456789abcdef";
    facts.to = {input.ConsumeRandomLengthString(200), input.ConsumeRandomLengthString(300)};
    const auto count = input.ConsumeIntegralInRange<std::size_t>(1, 4);
    for (std::size_t i = 0; i < count; ++i) {
        Finding finding;
        finding.code = input.ConsumeIntegral<std::uint16_t>();
        finding.status = {5, input.ConsumeIntegral<std::uint16_t>(), 1};
        finding.text = input.ConsumeRandomLengthString(1'000);
        finding.host = input.ConsumeRandomLengthString(400);
        if (input.ConsumeBool()) finding = bounded(std::move(finding));
        facts.subjects.push_back(
            {{input.ConsumeRandomLengthString(100), input.ConsumeRandomLengthString(300)},
             std::move(finding)});
    }
    if (input.ConsumeBool()) facts.give_up = from_unix_ms(1'700'000'000'000);
    const std::string header = input.ConsumeRemainingBytesAsString();
    facts.header = header;
    ensure(check_report(build_report(facts)).empty());
    const std::string kept = header_to_return(header);
    ensure(kept.size() <= header_returned_max && (kept.empty() || kept.ends_with("\r\n")));
    ensure(!kept.contains("\r\n\r\n"));
    return 0;
}
