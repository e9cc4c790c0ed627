#include "audit/audit.hpp"
#include "forms/counted.hpp"
#include "forms/derived.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"
#include "forms/task_store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::forms {

namespace {

json::object FindingJson(const Finding& finding, i18n::Language language) {
    json::object arguments;
    for (const auto& [name, value] : finding.arguments) arguments[name] = value;
    return {{"field", finding.field},
            {"code", finding.code},
            {"message", i18n::Sentence(language, finding.code, finding.arguments)},
            {"arguments", std::move(arguments)},
            {"blocks", finding.blocks}};
}

json::array FindingsJson(const Findings& findings, i18n::Language language) {
    json::array array;
    for (const Finding& finding : findings) array.push_back(FindingJson(finding, language));
    return array;
}

json::object FormJson(const Form& form, std::optional<Date> valid_until) {
    return {{"id", form.id.ToString()},
            {"title", form.title},
            {"class", form.form_class},
            {"layout", form.layout},
            {"state", form.published ? "published" : "draft"},
            {"version", form.published ? json::value(form.published->ToString()) : json::value()},
            {"valid_until", valid_until ? json::value(valid_until->ToString()) : json::value()},
            {"updated_at", form.updated_at.ToString()},
            {"revision", form.revision}};
}

http::Reply ListOwnForms(const http::Request& request, const Actor&, const Scope& scope,
                         storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    std::vector<Form> forms = ListForms(snapshot, scope, page);
    const bool more = static_cast<int>(forms.size()) > page.limit;
    if (more) forms.pop_back();
    json::array items;
    for (const Form& form : forms) {
        std::optional<Date> valid_until;
        if (form.published) {
            if (const auto version = FindVersion(snapshot, *form.published)) {
                valid_until = version->definition.marks.valid_until;
            }
        }
        items.push_back(FormJson(form, valid_until));
    }
    return http::Json(json::object{
        {"items", std::move(items)},
        {"next", more ? json::value(http::Page::Cursor({forms.back().id.ToString()})) : json::value()}});
}

// The number and the day that the gate gave: nobody types them, so what a draft says of them does not count.
json::value MarksOfGate(storage::Snapshot& snapshot, const Form& form, Definition definition,
                        const AdmissionCheck& admission, Date today) {
    if (definition.form_class == Class::kStatistical) return nullptr;
    definition.marks.admission_number.clear();
    definition.marks.valid_until.reset();
    const AdmissionAnswer answer = admission(snapshot, {form.id, form.owner, &definition, nullptr, today});
    if (!answer.marks || answer.marks->admission_number.empty()) return nullptr;
    return json::object{
        {"admission_number", answer.marks->admission_number},
        {"valid_until",
         answer.marks->valid_until ? json::value(answer.marks->valid_until->ToString()) : json::value()}};
}

http::Reply ShowForm(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot, const AdmissionCheck& admission) {
    const Form form = OrNotFound(FindForm(snapshot, scope, request.Path<FormId>("form")));
    json::array versions;
    for (const VersionHead& version : ListVersions(snapshot, form.id)) {
        versions.push_back(json::object{{"id", version.id.ToString()},
                                        {"number", version.number},
                                        {"published_at", version.published_at.ToString()}});
    }
    Findings findings;
    const json::value draft = ParseJson(form.draft);
    Definition definition = ReadDefinition(draft, *catalogue::AllElements(snapshot), findings);
    json::value marks = MarksOfGate(snapshot, form, std::move(definition), admission, DateOf(request.Now()));
    return http::Json(
               json::object{{"id", form.id.ToString()},
                            {"revision", form.revision},
                            {"draft", draft},
                            {"admitted", std::move(marks)},
                            {"versions", std::move(versions)},
                            {"findings", FindingsJson(findings, i18n::FromAcceptLanguage(
                                                                    request.Header("Accept-Language")))}})
        .WithEtag(form.revision);
}

// A draft may have faults: what cannot stand is shown beside it, and nothing typed is lost.
http::Reply CreateForm(const http::Request&, const Actor& actor, const Scope& scope, const json::value& body,
                       storage::Tx& tx) {
    Fields fields(body);
    const json::value definition_json(fields.Object("definition"));
    fields.Finish();
    Findings findings;
    const Definition definition = ReadDefinition(definition_json, *catalogue::AllElements(tx), findings);
    if (definition.title.empty()) throw Problem::RejectedAt("definition.title", "platform.http.missing");
    const FormId id =
        InsertForm(tx, scope.unit(), definition, json::serialize(definition_json), actor.account);
    audit::Record(tx, actor, "forms.form.created", id);
    return http::Created(id);
}

http::Reply SaveForm(const http::Request& request, const Actor& actor, const Scope& scope,
                     const json::value& body, storage::Tx& tx) {
    Form form = OrNotFound(FindForm(tx, scope, request.Path<FormId>("form")));
    form.revision = request.IfMatch();
    Fields fields(body);
    const json::value definition_json(fields.Object("definition"));
    fields.Finish();
    Findings findings;
    const Definition definition = ReadDefinition(definition_json, *catalogue::AllElements(tx), findings);
    if (definition.title.empty()) throw Problem::RejectedAt("definition.title", "platform.http.missing");
    UpdateForm(tx, form, definition, json::serialize(definition_json), actor.account);
    audit::Record(tx, actor, "forms.form.saved", form.id);
    return http::Done(form.id).WithEtag(form.revision + 1);
}

http::Reply FreezeForm(const http::Request& request, const Actor& actor, const Scope& scope, storage::Tx& tx,
                       const AdmissionCheck& admission) {
    const Form form = OrNotFound(FindForm(tx, scope, request.Path<FormId>("form")));
    const Date today = DateOf(request.Now());
    Findings findings;
    Definition definition = ReadDefinition(ParseJson(form.draft), *catalogue::AllElements(tx), findings);
    AdmissionAnswer answer = admission(tx, {form.id, form.owner, &definition, nullptr, today});
    if (answer.marks) definition.marks = *answer.marks;
    if (answer.findings.empty()) answer.findings = CheckMarks(definition, today);
    for (Finding& finding : answer.findings) findings.push_back(std::move(finding));
    if (!findings.empty()) throw Problem::Rejected("forms.form.not_ready", std::move(findings));
    for (const auto& [code, expression] : answer.computed) {
        if (const auto field = definition.FindField(code)) {
            definition.fields[static_cast<std::size_t>(*field)].derivation = expression;
            CompileDerivation(definition.fields[static_cast<std::size_t>(*field)]);
        }
    }
    CountInstead(tx, definition, answer.counted);
    const VersionId id = InsertVersion(tx, form, definition, actor.account);
    audit::Record(tx, actor, "forms.version.frozen", id);
    return http::Created(id);
}

http::Reply ShowVersion(const http::Request& request, const Actor&, const Scope&,
                        storage::Snapshot& snapshot) {
    const auto version = FindVersion(snapshot, request.Path<VersionId>("version"));
    if (!version) throw Problem::NotFound();
    return http::JsonText("{\"id\":\"" + version->id.ToString() + "\",\"form\":\"" +
                          version->form.ToString() + "\",\"number\":" + std::to_string(version->number) +
                          ",\"definition\":" + version->json + "}");
}

}  // namespace

void AddFormRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    router.Get("/api/forms/forms", Permission{"forms.design"}, ScopeFrom{"own"}, Reads{"items", "next"},
               ListOwnForms);
    router.Get("/api/forms/forms/{form}", Permission{"forms.design"}, ScopeFrom{"own"},
               Reads{"id", "revision", "draft", "admitted", "versions", "findings"},
               [admission = connections.admission](const http::Request& request, const Actor& actor,
                                                   const Scope& scope, storage::Snapshot& snapshot) {
                   return ShowForm(request, actor, scope, snapshot, admission);
               });
    router.Post("/api/forms/forms", Permission{"forms.design"}, ScopeFrom{"own"}, Reads{"id"},
                Writes{"definition"}, http::Router::Body, CreateForm);
    router.Put("/api/forms/forms/{form}", Permission{"forms.design"}, ScopeFrom{"own"}, Reads{"id"},
               Writes{"definition"}, http::Router::Body, SaveForm);
    router.Post("/api/forms/forms/{form}/versions", Permission{"forms.design"}, ScopeFrom{"own"}, Reads{"id"},
                Writes{},
                [admission = connections.admission](const http::Request& request, const Actor& actor,
                                                    const Scope& scope, storage::Tx& tx) {
                    return FreezeForm(request, actor, scope, tx, admission);
                });
    router.Get("/api/forms/versions/{version}", Permission{"forms.read"}, ScopeFrom{"all"},
               Reads{"id", "form", "number", "definition"}, ShowVersion);
}

}  // namespace qz::forms
