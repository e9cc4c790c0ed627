#include "admission/notice_store.hpp"
#include "admission/routes.hpp"
#include "audit/audit.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kNotices{"admission.notices"};
constexpr int kMostNotices = 200;

// What the sentence of a notice leaves open: every text of its detail, the title and the gate.
Arguments ArgumentsOf(const json::object& detail) {
    Arguments arguments;
    for (const auto& member : detail) {
        const json::value& value = member.value();
        std::string text;
        if (value.is_string()) {
            text.assign(value.get_string().data(), value.get_string().size());
        } else if (value.is_int64()) {
            text = std::to_string(value.get_int64());
        }
        arguments.emplace_back(std::string(member.key()), std::move(text));
    }
    return arguments;
}

// The days of its detail, as the sentence writes them: the screen shows them in its reader's way.
json::array DatesOf(const json::object& detail) {
    json::array dates;
    for (const auto& member : detail) {
        const json::string* text = member.value().if_string();
        if (text && ParseDate(*text)) dates.push_back(member.value());
    }
    return dates;
}

// What a click opens.
json::object AboutJson(const Notice& notice, UnitId unit) {
    json::object about{{"form", notice.about.form.ToString()}};
    if (notice.about.proposal) {
        about["kind"] = "proposal";
        about["id"] = notice.about.proposal.ToString();
    } else {
        // To the department a question about its task, to the unit the task itself.
        about["kind"] = notice.kind == "asked" ? "verification" : "task";
        about["id"] = notice.about.task.ToString();
        about["unit"] = unit.ToString();
    }
    return about;
}

std::string CodeOf(const Notice& notice, const json::object& detail) {
    std::string code = "admission.notice." + notice.kind;
    if (notice.kind == "decided") {
        const json::string& verdict = detail.at("verdict").as_string();
        code += '_';
        code.append(verdict.data(), verdict.size());
    }
    return code;
}

http::Reply List(const http::Request& request, const Actor&, const Scope& scope,
                 storage::Snapshot& snapshot) {
    const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    const auto tree = directory::CurrentTree(snapshot);
    const auto configuration = CurrentConfiguration(snapshot);
    json::array items;
    for (const Notice& notice :
         ListNotices(snapshot, scope.unit(), request.Query("all").value_or("") == "1", kMostNotices)) {
        const json::value parsed = ParseJson(notice.detail);
        const json::object& detail = parsed.as_object();
        Arguments arguments = ArgumentsOf(detail);
        json::value about;
        const ProposalId of = notice.about.proposal;
        if (const auto proposal = of ? FindProposal(snapshot, of) : std::nullopt) {
            about =
                json::object{{"id", proposal->id.ToString()},
                             {"title", proposal->title},
                             {"number", proposal->number ? json::value(*proposal->number) : json::value()}};
            arguments.emplace_back("title", proposal->title);
            const auto gate = tree->Find(proposal->gate);
            arguments.emplace_back("gate", gate ? NameOfGate(*configuration, tree->At(*gate)) : "");
        }
        items.push_back(json::object{{"id", notice.id.ToString()},
                                     {"kind", notice.kind},
                                     {"proposal", std::move(about)},
                                     {"about", AboutJson(notice, scope.unit())},
                                     {"dates", DatesOf(detail)},
                                     {"message", i18n::Sentence(language, CodeOf(notice, detail), arguments)},
                                     {"detail", detail},
                                     {"at", notice.at.ToString()},
                                     {"seen_at", TextOrNull(notice.seen_at)}});
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

http::Reply See(const http::Request& request, const Actor& actor, const Scope& scope, storage::Tx& tx) {
    const auto id = request.Path<NoticeId>("notice");
    if (!SeeNotice(tx, scope.unit(), id)) throw Problem::NotFound();
    audit::Record(tx, actor, "admission.notice.seen", id);
    return http::Done(id);
}

}  // namespace

void AddNoticeRoutes(http::Router& router) {
    using http::Reads, http::ScopeFrom, http::Writes;
    router.Get("/api/admission/notices", kNotices, ScopeFrom{"own"}, Reads{"items"}, List);
    router.Post("/api/admission/notices/{notice}/seen", kNotices, ScopeFrom{"own"}, Reads{"id"}, Writes{},
                See);
}

}  // namespace qz::admission
