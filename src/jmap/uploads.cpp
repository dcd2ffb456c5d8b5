// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/uploads.hpp"

#include <algorithm>

#include "mail/account/stored_message.hpp"

namespace milpa::jmap {

namespace {

using mail::account::AnnexOutcome;

constexpr std::size_t upload_octets = 160;  // serialized, about

}  // namespace

Result<void> Uploads::load(ByteView state) {
    events::UploadsState saved;
    if (!saved.ParseFromArray(state.data(), static_cast<int>(state.size()))) {
        return fail(ErrorKind::corrupt, "uploads that cannot be read");
    }
    for (events::Upload& upload : *saved.mutable_uploads()) {
        stored_ += upload.object().size();
        uploads_.push_back(std::move(upload));
    }
    return {};
}

Bytes Uploads::save() const {
    events::UploadsState state;
    for (const events::Upload& upload : uploads_) *state.add_uploads() = upload;
    return to_bytes(std::string_view(state.SerializeAsString()));
}

std::size_t Uploads::octets() const { return uploads_.size() * upload_octets; }

AnnexOutcome Uploads::apply(std::uint64_t, ByteView octets) {
    AnnexOutcome outcome;
    events::UploadEvent event;
    if (!event.ParseFromArray(octets.data(), static_cast<int>(octets.size()))) {
        outcome.error = fail(ErrorKind::syntax, "no event of uploads");
        return outcome;
    }
    for (const std::string& id : event.dropped()) drop(id, outcome);
    if (!event.has_uploaded()) return outcome;
    const auto id = UploadId::from(std::string_view(event.uploaded().id()));
    if (!id || !mail::account::read_ref(event.uploaded().object())) {
        outcome.error = fail(ErrorKind::syntax, "an upload of nothing");
    } else if (find(*id) != nullptr) {
        outcome.error = fail(ErrorKind::conflict, "an upload twice");
    } else {
        stored_ += event.uploaded().object().size();
        uploads_.push_back(std::move(*event.mutable_uploaded()));
    }
    return outcome;
}

void Uploads::drop(std::string_view id, AnnexOutcome& outcome) {
    const auto found = std::ranges::find(uploads_, id, &events::Upload::id);
    if (found == uploads_.end()) return;
    const events::ObjectRef& object = found->object();
    if (const auto ref = mail::account::read_ref(object)) {
        outcome.released.push_back({ref->id, ref->reference});
    }
    stored_ -= object.size();
    uploads_.erase(found);
}

const events::Upload* Uploads::find(const UploadId& id) const {
    const auto found = std::ranges::find(uploads_, as_text(id.view()), &events::Upload::id);
    return found == uploads_.end() ? nullptr : &*found;
}

std::vector<std::string> Uploads::in_the_way(WallTime now, std::uint64_t more) const {
    std::vector<std::string> ids;
    std::uint64_t left = stored_;
    std::size_t count = uploads_.size();
    const std::int64_t from = to_unix_ms(now - uploads_stay);
    for (const events::Upload& upload : uploads_) {
        const bool fits = more == 0 || (left + more <= uploads_octets_max && count < uploads_max);
        if (upload.at_ms() >= from && fits) break;
        ids.push_back(upload.id());
        left -= upload.object().size();
        --count;
    }
    return ids;
}

Uploads* uploads_of(mail::account::Account& account) {
    return static_cast<Uploads*>(account.annex(uploads_kind));
}

Task<Result<UploadId>> keep_upload(Lent<mail::account::Account> account, Lent<Random> random,
                                   store::ObjectRef object, store::Batch with) {
    const Uploads* const uploads = uploads_of(*account);
    if (uploads == nullptr) co_return fail(ErrorKind::missing, "an account that takes no uploads");
    const auto id = random->id<UploadId>();
    events::UploadEvent event;
    for (std::string& dropped :
         uploads->in_the_way(account->now(), std::max<std::uint64_t>(object.size, 1))) {
        event.add_dropped(std::move(dropped));
    }
    event.mutable_uploaded()->set_id(std::string(as_text(id.view())));
    event.mutable_uploaded()->set_at_ms(to_unix_ms(account->now()));
    mail::account::write_ref(with.refer(object, *random), *event.mutable_uploaded()->mutable_object());
    const std::string text = event.SerializeAsString();
    CO_CHECK(co_await account->append_annex(uploads_kind, to_bytes(std::string_view(text)), std::move(with)));
    co_return id;
}

Task<Result<void>> drop_old_uploads(Lent<mail::account::Account> account) {
    const Uploads* const uploads = uploads_of(*account);
    if (uploads == nullptr) co_return Result<void>();
    events::UploadEvent event;
    for (std::string& dropped : uploads->in_the_way(account->now(), 0)) event.add_dropped(std::move(dropped));
    if (event.dropped().empty()) co_return Result<void>();
    const std::string text = event.SerializeAsString();
    CO_CHECK(co_await account->append_annex(uploads_kind, to_bytes(std::string_view(text))));
    co_return Result<void>();
}

}  // namespace milpa::jmap
