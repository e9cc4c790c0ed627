#include <mutex>
#include <unordered_map>

#include "directory/directory.hpp"
#include "identity/identity.hpp"
#include "identity/roles.hpp"
#include "identity/session_token.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

// What a session's requests are decided from. Days and times are held against the clock at each request.
struct Seat {
    Session session;
    Post own;
    std::optional<Post> stood_in_for;
    std::optional<Delegation> delegation;
    bool account_active = false;
    bool has_second_factor = false;

    const Post& Acting() const { return stood_in_for ? *stood_in_for : own; }
};

// Before a second factor is there, who needs one may enrol, look who he is, and leave.
bool ServesEnrolment(const http::Route& route) {
    return route.pattern.starts_with("/api/identity/second-factor") || route.pattern == "/api/identity/me" ||
           route.pattern == "/api/identity/sign-out";
}

// What a unit that is gone has left: its returns and what is held of it. Whoever comes after it may ask.
bool ServesGone(const http::Route& route) {
    return route.pattern.starts_with("/api/forms/tasks/{task}/units/{unit}") ||
           route.pattern.starts_with("/api/catalogue/units/{unit}/held");
}

bool NamesUnit(const http::Route& route) {
    return route.pattern.find("{unit}") != std::string::npos;
}

}  // namespace

class Gate::Impl {
 public:
    explicit Impl(const Clock& clock) : clock_(clock) {}

    http::Permitted Decide(storage::Snapshot& snapshot, const http::Request& request,
                           const http::Route& route) {
        if (route.access == http::Route::Access::kOpen) return {Actor{}, Scope{}};
        const std::string token = TokenOf(request);
        if (token.empty()) throw Problem(Problem::Kind::kUnauthenticated, "identity.session.sign_in_first");
        const std::shared_ptr<const Seat> seat = SeatOf(snapshot, TokenHash(token));
        const Instant now = clock_.Now();
        const Date today = DateOf(now);
        if (!seat || !seat->account_active ||
            !SessionHolds({LastUse(*seat), seat->session.expires_at}, now) || !seat->own.HoldsOn(today)) {
            throw Problem(Problem::Kind::kUnauthenticated, "identity.session.ended");
        }
        if (seat->stood_in_for &&
            (!seat->stood_in_for->HoldsOn(today) || !seat->delegation || !seat->delegation->HoldsOn(today))) {
            throw Problem(Problem::Kind::kUnauthenticated, "identity.delegation.ended");
        }
        Use(*seat, now);

        // SECURITY B7: two factors always for 三员 and case officers.
        const RoleGrants* role = FindRole(seat->Acting().view.role);
        if (role == nullptr) throw Problem::Forbidden();
        if (role->two_factors && !seat->session.second_factor && !ServesEnrolment(route)) {
            throw Problem::Forbidden(seat->has_second_factor ? "identity.second_factor.needed"
                                                             : "identity.second_factor.must_enrol");
        }
        std::optional<Reach> reach = Reach::kOwn;
        if (route.access == http::Route::Access::kPermission) {
            reach = ReachOf(seat->Acting().view.role, route.permission);
            if (!reach) throw Problem::Forbidden();
        }
        const auto tree = directory::CurrentTree(snapshot);
        const auto scope = ScopeOf(*tree, seat->Acting().view.unit, *reach);
        // Who signs in again gets another of his posts, where he has one.
        if (!scope) throw Problem(Problem::Kind::kUnauthenticated, "identity.post.unit_gone");
        if (NamesUnit(route)) {
            const auto unit = request.Path<UnitId>("unit");
            const auto ordinal = tree->Find(unit);
            const bool covered = ordinal
                                     ? scope->Contains(*ordinal)
                                     : ServesGone(route) && directory::CoversAlsoGone(snapshot, *scope, unit);
            if (!covered) throw Problem::NotFound();
        }
        return {ActorOf(*seat), *scope};
    }

    std::optional<Scope> Allow(storage::Snapshot& snapshot, PostId post, std::string_view permission) {
        const auto found = FindPostRow(snapshot, post);
        if (!found || !found->HoldsOn(DateOf(snapshot.Now()))) return std::nullopt;
        const auto reach = ReachOf(found->view.role, permission);
        if (!reach) return std::nullopt;
        return ScopeOf(*directory::CurrentTree(snapshot), found->view.unit, *reach);
    }

    void Flush(storage::Database& database) {
        std::vector<std::pair<std::string, Instant>> due;
        {
            const Instant forgotten = clock_.Now().Plus(-kIdle);
            std::lock_guard lock(mutex_);
            for (auto use = uses_.begin(); use != uses_.end();) {
                if (use->second.written < use->second.last) due.emplace_back(use->first, use->second.last);
                use->second.written = use->second.last;
                use = use->second.last < forgotten ? uses_.erase(use) : std::next(use);
            }
        }
        constexpr std::size_t kSlice = 500;
        for (std::size_t begin = 0; begin < due.size(); begin += kSlice) {
            const std::size_t end = std::min(due.size(), begin + kSlice);
            database.Write([&](storage::Tx& tx) {
                for (std::size_t i = begin; i < end; ++i) UpdateLastUse(tx, due[i].first, due[i].second);
            });
        }
    }

 private:
    struct UseTimes {
        Instant last;
        Instant written;
    };

    static Actor ActorOf(const Seat& seat) {
        Actor actor;
        actor.account = seat.session.account;
        actor.person = seat.own.view.person;
        actor.post = seat.own.view.id;
        actor.unit = seat.Acting().view.unit;
        if (seat.stood_in_for) actor.for_post = seat.stood_in_for->view.id;
        actor.name = seat.own.view.person_name;
        actor.second_factor = seat.session.second_factor;
        return actor;
    }

    static std::optional<Scope> ScopeOf(const directory::Tree& tree, UnitId unit, Reach reach) {
        const auto own = tree.Find(unit);
        if (!own) return std::nullopt;
        Scope scope;
        scope.unit_ = unit;
        scope.version_ = tree.version();
        Ordinal root = *own;
        if (reach == Reach::kAll) root = 0;
        if (reach == Reach::kGovernment && tree.At(*own).government) {
            const auto government = tree.Find(tree.At(*own).government);
            if (!government) return std::nullopt;
            root = *government;
        }
        const bool with_subtree = reach != Reach::kOwn;
        const OrdinalRange range = with_subtree ? tree.Subtree(root) : OrdinalRange{root, root};
        scope.parts_.push_back({tree.At(root).id, range, with_subtree});
        return scope;
    }

    static std::shared_ptr<const Seat> Load(storage::Snapshot& snapshot, const std::string& token_hash) {
        auto session = FindSession(snapshot, token_hash);
        if (!session) return nullptr;
        const auto account = FindAccount(snapshot, session->account);
        const auto own = FindPostRow(snapshot, session->post);
        if (!account || !own) return nullptr;
        auto seat = std::make_shared<Seat>();
        seat->session = *session;
        seat->own = *own;
        seat->account_active = account->state == AccountState::kActive && own->view.person == account->person;
        seat->has_second_factor = !account->totp_secret.empty();
        if (session->for_post) {
            seat->stood_in_for = FindPostRow(snapshot, *session->for_post);
            if (!seat->stood_in_for) return nullptr;
            for (Delegation& delegation : ListDelegationsTo(snapshot, session->post)) {
                if (delegation.from == *session->for_post && delegation.HoldsOn(DateOf(snapshot.Now()))) {
                    seat->delegation = std::move(delegation);
                }
            }
        }
        return seat;
    }

    std::shared_ptr<const Seat> SeatOf(storage::Snapshot& snapshot, const std::string& token_hash) {
        const std::int64_t version = snapshot.Version(kVersion);
        {
            std::lock_guard lock(mutex_);
            if (version == version_) {
                const auto found = seats_.find(token_hash);
                if (found != seats_.end()) return found->second;
            }
        }
        auto seat = Load(snapshot, token_hash);
        if (!seat) return nullptr;
        // What a write transaction saw counts only once it stands: a batch that rolls back may give the same
        // version number to another change.
        if (auto* tx = dynamic_cast<storage::Tx*>(&snapshot)) {
            tx->AfterCommit([this, version, token_hash, seat] { Keep(version, token_hash, seat); });
        } else {
            Keep(version, token_hash, seat);
        }
        return seat;
    }

    void Keep(std::int64_t version, const std::string& token_hash, const std::shared_ptr<const Seat>& seat) {
        std::lock_guard lock(mutex_);
        if (version < version_) return;
        if (version > version_) {
            seats_.clear();
            version_ = version;
        }
        seats_.insert_or_assign(token_hash, seat);
    }

    Instant LastUse(const Seat& seat) {
        std::lock_guard lock(mutex_);
        const auto use = uses_.find(seat.session.token_hash);
        return use == uses_.end() ? seat.session.last_used
                                  : std::max(seat.session.last_used, use->second.last);
    }

    void Use(const Seat& seat, Instant now) {
        std::lock_guard lock(mutex_);
        UseTimes& use =
            uses_.try_emplace(seat.session.token_hash, UseTimes{now, seat.session.last_used}).first->second;
        use.last = std::max(use.last, now);
    }

    const Clock& clock_;
    std::mutex mutex_;
    std::int64_t version_ = -1;
    std::unordered_map<std::string, std::shared_ptr<const Seat>> seats_;
    std::unordered_map<std::string, UseTimes> uses_;
};

Gate::Gate(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}
Gate::~Gate() = default;

http::Permitted Gate::operator()(storage::Snapshot& snapshot, const http::Request& request,
                                 const http::Route& route) {
    return impl_->Decide(snapshot, request, route);
}

std::optional<Scope> Gate::Allow(storage::Snapshot& snapshot, PostId post, std::string_view permission) {
    return impl_->Allow(snapshot, post, permission);
}

void Gate::Flush(storage::Database& database) {
    impl_->Flush(database);
}

}  // namespace qz::identity
