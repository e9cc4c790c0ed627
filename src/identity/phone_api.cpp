// The telephone that stands beside a filler's name on prints of a return (联系电话): each person's own to
// give, to change and to take back.
#include "audit/audit.hpp"
#include "identity/sign_in.hpp"
#include "identity/sign_in_rules.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

std::string PreparePhone(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    const auto typed = fields.OptionalText("phone", {.shortest = 0, .longest = 60});
    const auto phone = PhoneText(typed.value_or(""));
    if (!phone) fields.Add({"phone", "identity.account.phone_unfit", {}});
    fields.Finish();
    return *phone;
}

http::Reply ChangePhone(const Actor& actor, const std::string& phone, storage::Tx& tx) {
    UpdatePhone(tx, actor.account, phone);
    audit::Record(tx, actor, "identity.account.phone_changed", actor.account,
                  {.personal = json::serialize(json::object{{"phone", phone}})});
    return http::NoContent();
}

}  // namespace

void AddPhoneRoutes(http::Router& router) {
    router.SignedInPost("/api/identity/phone", {"id"}, {"phone"}, PreparePhone,
                        [](const http::Request&, const Actor& actor, const Scope&, const std::string& phone,
                           storage::Tx& tx) { return ChangePhone(actor, phone, tx); });
}

}  // namespace qz::identity
