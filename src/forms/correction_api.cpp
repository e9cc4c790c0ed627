#include "audit/audit.hpp"
#include "forms/correction_store.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

class CorrectionRoutes {
 public:
    explicit CorrectionRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply AsUnit(const http::Request& request, const Actor&, const Scope& scope,
                       storage::Snapshot& snapshot) const {
        return List(request, scope, CorrectionSide::kUnit, snapshot);
    }

    http::Reply AsDecider(const http::Request& request, const Actor&, const Scope& scope,
                          storage::Snapshot& snapshot) const {
        return List(request, scope, CorrectionSide::kDecider, snapshot);
    }

    // Upheld: the unit's value becomes what the hub holds. Rejected: the held value stays, and so does what
    // the unit reported; both values and the reason stand beside each other.
    http::Reply Decide(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        Correction correction =
            OrNotFound(FindCorrection(tx, scope, request.Path<CorrectionId>("correction")));
        Fields fields(body);
        const bool upheld = fields.OneOf("verdict", {"uphold", "reject"}) == 0;
        const std::string reason =
            fields.OptionalText("reason", {.shortest = 0, .longest = 500}).value_or("");
        if (!upheld && reason.empty()) fields.Add({"reason", "forms.correction.reason_needed", {}});
        fields.Finish();
        if (correction.revision != request.IfMatch()) {
            throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
        }
        UpdateCorrection(tx, correction, upheld ? CorrectionState::kUpheld : CorrectionState::kRejected,
                         reason, actor.account);
        if (upheld) Hold(tx, actor, correction);
        audit::Record(tx, actor, upheld ? "forms.correction.upheld" : "forms.correction.rejected",
                      correction.id, {.unit = correction.unit});
        return http::Done(correction.id).WithEtag(correction.revision + 1);
    }

 private:
    http::Reply List(const http::Request& request, const Scope& scope, CorrectionSide side,
                     storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request);
        std::optional<CorrectionState> state;
        if (const auto word = request.Query("state")) {
            for (const CorrectionState one : {CorrectionState::kOpen, CorrectionState::kUpheld,
                                              CorrectionState::kRejected, CorrectionState::kWithdrawn}) {
                if (ToWord(one) == *word) state = one;
            }
        }
        std::vector<Correction> corrections = ListCorrections(snapshot, scope, side, state, page);
        const bool more = static_cast<int>(corrections.size()) > page.limit;
        if (more) corrections.pop_back();
        json::array items;
        for (const Correction& correction : corrections) {
            items.push_back(CorrectionJson(snapshot, correction, connections_));
        }
        return http::Json(
            json::object{{"items", std::move(items)},
                         {"next", more ? json::value(http::Page::Cursor({corrections.back().id.ToString()}))
                                       : json::value()}});
    }

    static void Hold(storage::Tx& tx, const Actor& actor, const Correction& correction) {
        const TaskPointer entry = FindTask(tx, correction.task);
        const catalogue::Source source{"correction", entry ? entry->task.title : std::string(),
                                       correction.id.value};
        catalogue::AppendHeld(tx, correction.unit, &actor, source,
                              {{correction.element, correction.subject, correction.reported,
                                entry ? entry->task.period : std::string(), DateOf(tx.Now())}});
        if (!directory::CurrentTree(tx)->Find(correction.unit))
            catalogue::CarryOverRosters(tx, correction.unit);
    }

    Connections connections_;
};

}  // namespace

void AddCorrectionRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const CorrectionRoutes>(connections));
    router.Get("/api/forms/corrections", Permission{"forms.fill"}, ScopeFrom{"own"}, Reads{"items", "next"},
               bind(&CorrectionRoutes::AsUnit));
    router.Get("/api/forms/corrections-to-decide", Permission{"forms.correct.decide"}, ScopeFrom{"own"},
               Reads{"items", "next"}, bind(&CorrectionRoutes::AsDecider));
    router.Post("/api/forms/corrections/{correction}/decide", Permission{"forms.correct.decide"},
                ScopeFrom{"own"}, Reads{"id"}, Writes{"verdict", "reason"}, http::Router::Body,
                bind(&CorrectionRoutes::Decide));
}

}  // namespace qz::forms
