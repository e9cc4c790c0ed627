// Who may what in this room's tests: one permission, sessions named in a cookie. Test programs link no
// identity, so this stands in for its Gate, the only maker of scopes.
#pragma once

#include "platform/http/http.hpp"

namespace qz::identity {

class Gate {
 public:
    static Scope MakeScope(UnitId unit) {
        Scope scope;
        scope.unit_ = unit;
        scope.parts_.push_back({unit, {0, 0}, false});
        return scope;
    }
};

}  // namespace qz::identity

namespace qz::http::sample {

// Cookie "session=7" is the account 7 of unit 70; 8 may nothing; none is signed out.
inline Permitted Authorise(storage::Snapshot&, const Request& request, const Route& route) {
    const std::string_view session = request.Cookie("session");
    if (session.empty()) throw Problem(Problem::Kind::kUnauthenticated, "platform.http.unauthenticated");
    const std::int64_t account = session[0] - '0';
    if (account == 8 && route.access == Route::Access::kPermission) throw Problem::Forbidden();
    Actor actor;
    actor.account = AccountId{account};
    actor.unit = UnitId{account * 10};
    return {actor, identity::Gate::MakeScope(actor.unit)};
}

}  // namespace qz::http::sample
