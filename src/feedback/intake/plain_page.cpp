#include "feedback/intake/parts.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::feedback::intake {

namespace {

WipedString Escaped(std::string_view text) {
    WipedString html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

// SECURITY A7: a receipt that is known, one that is not, and a refusal come in the same size. More than seven
// answers of full length do not stand in a page.
constexpr std::size_t kPageStep = 96 << 10;

class Page {
 public:
    explicit Page(std::string_view language)
        : language_(language == "en" ? i18n::Language::kEnglish : i18n::Language::kChinese) {
        html_ = "<!doctype html><html lang=\"" + WipedString(i18n::Tag(language_)) +
                "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                "<meta name=\"referrer\" content=\"no-referrer\"><link rel=\"stylesheet\" "
                "href=\"/f/plain.css\"><title>" +
                Say("feedback.plain.title") + "</title></head><body><main><h1>" +
                Say("feedback.plain.title") + "</h1>";
    }
    std::string_view tag() const { return i18n::Tag(language_); }
    WipedString Say(std::string_view code) const { return Escaped(i18n::Sentence(language_, code)); }
    Page& Paragraph(std::string_view code) { return Html("<p>" + Say(code) + "</p>"); }
    Page& Alert(std::string_view code) {
        return Html("<p class=\"note error\" role=\"alert\">" + Say(code) + "</p>");
    }
    Page& Html(std::string_view html) {
        html_ += html;
        return *this;
    }
    // A field with its label; `control` is the field's own markup and carries the id.
    Page& Labelled(std::string_view code, std::string_view id, std::string_view control) {
        return Html("<p><label class=\"label\" for=\"" + WipedString(id) + "\">" + Say(code) + "</label>" +
                    WipedString(control) + "</p>");
    }
    Page& Button(std::string_view code) {
        return Html("<button class=\"button\">" + Say(code) + "</button></form>");
    }
    WipedString Finish() {
        Paragraph("feedback.plain.weaker")
            .Html("<p><a href=\"/f\">" + Say("feedback.plain.back") + "</a></p></main></body></html><!--");
        const std::size_t size = (html_.size() + 3 + kPageStep - 1) / kPageStep * kPageStep;
        // Not compressible, so that a proxy that compresses does not tell either.
        std::string filling = Base64Url(Random(size - html_.size() - 3));
        filling.resize(size - html_.size() - 3);
        html_ += filling;
        html_ += "-->";
        return std::move(html_);
    }

 private:
    i18n::Language language_;
    WipedString html_;
};

WipedString Hidden(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + Escaped(name) + "\" value=\"" + Escaped(value) + "\">";
}

WipedString Input(std::string_view name, std::string_view id, std::string_view value) {
    return "<input class=\"input\" autocomplete=\"off\" inputmode=\"numeric\" required name=\"" +
           WipedString(name) + "\" id=\"" + WipedString(id) + "\" value=\"" + Escaped(value) + "\">";
}

WipedString Textarea(std::string_view id, std::string_view typed, bool required) {
    return "<textarea class=\"input\" name=\"text\" rows=\"8\" id=\"" + WipedString(id) + "\"" +
           (required ? " required" : "") + ">" + Escaped(typed) + "</textarea>";
}

std::string_view Typed(const FormFields& typed, std::string_view name) {
    const auto found = typed.find(name);
    return found == typed.end() ? std::string_view{} : std::string_view(found->second);
}

WipedString CategorySelect(std::string_view language, std::string_view chosen) {
    WipedString html =
        "<select class=\"input\" name=\"category\" id=\"category\" required><option value=\"\"></option>";
    for (const Worded& one : Categories()) {
        html += "<option value=\"" + Escaped(one.code) + "\"" + (one.code == chosen ? " selected>" : ">") +
                Escaped(language == "en" ? one.english : one.chinese) + "</option>";
    }
    return html + "</select>";
}

// The form in which words that were not taken stand again: their own where it is offered, else the first.
std::string_view FormOf(const PlainDialogue& dialogue) {
    const std::string_view kind = Typed(dialogue.typed, "kind");
    const bool offered =
        (kind == "objection" && dialogue.may_object) || (kind == "outcome" && dialogue.may_tell);
    return offered ? kind : std::string_view("message");
}

// Whoever comes back without script has nothing that remembers the receipt but the page.
void BeginForm(Page& page, const PlainDialogue& dialogue, std::string_view kind) {
    page.Html(
        "<form class=\"card padded\" method=\"post\" action=\"/f/plain/messages\" accept-charset=\"utf-8\">" +
        Hidden("receipt", dialogue.receipt) + Hidden("kind", kind) + Hidden("language", page.tag()) + "<h2>" +
        page.Say("feedback.plain." + WipedString(kind) + "_title") + "</h2>");
}

void AddForms(Page& page, const PlainDialogue& dialogue) {
    const auto typed = [&](std::string_view kind) {
        return FormOf(dialogue) == kind ? Typed(dialogue.typed, "text") : std::string_view{};
    };
    BeginForm(page, dialogue, "message");
    page.Labelled("feedback.plain.message_label", "message", Textarea("message", typed("message"), true))
        .Button("feedback.plain.send");
    if (dialogue.may_object) {
        BeginForm(page, dialogue, "objection");
        page.Paragraph("feedback.plain.objection_hint")
            .Labelled("feedback.plain.objection_label", "objection",
                      Textarea("objection", typed("objection"), true))
            .Button("feedback.plain.send");
    }
    if (!dialogue.may_tell) return;
    BeginForm(page, dialogue, "outcome");
    for (const std::string_view better : {"yes", "partly", "no"}) {
        page.Html("<p><label class=\"option\"><input type=\"radio\" name=\"better\" required value=\"" +
                  WipedString(better) + "\"> " + page.Say("feedback.plain.outcome." + WipedString(better)) +
                  "</label></p>");
    }
    page.Labelled("feedback.plain.outcome_label", "outcome", Textarea("outcome", typed("outcome"), false))
        .Button("feedback.plain.send");
}

}  // namespace

WipedString ReceiptPage(std::string_view language, std::string_view receipt) {
    Page page(language);
    page.Paragraph("feedback.plain.taken")
        .Html(
            WipedString("<p><strong class=\"receipt\">").append(ShowReceipt(receipt)).append("</strong></p>"))
        .Paragraph("feedback.plain.keep_receipt");
    return page.Finish();
}

WipedString RefusedPage(std::string_view language, std::string_view code, const FormFields& typed) {
    Page page(language);
    page.Alert(code).Html(
        "<form class=\"card padded\" method=\"post\" action=\"/f/plain\" accept-charset=\"utf-8\">");
    for (const std::string_view name : {"about", "since", "hours", "language", "office"}) {
        page.Html(Hidden(name, Typed(typed, name)));
    }
    page.Labelled("feedback.plain.scope", "scope", Input("scope", "scope", Typed(typed, "scope")))
        .Labelled("feedback.plain.category", "category", CategorySelect(page.tag(), Typed(typed, "category")))
        .Labelled("feedback.plain.text", "text", Textarea("text", Typed(typed, "text"), true))
        .Button("feedback.plain.send_again");
    return page.Finish();
}

WipedString DialoguePage(std::string_view language, const PlainDialogue& dialogue) {
    Page page(language);
    if (!dialogue.fault.empty()) page.Alert(dialogue.fault);
    if (!dialogue.said.empty()) {
        page.Html("<p class=\"note ok\" role=\"status\">" + page.Say(dialogue.said) + "</p>");
    }
    for (const PlainMessage& message : dialogue.messages) {
        page.Html("<article class=\"card padded message\"><h2>" +
                  page.Say("feedback.plain.message." + message.kind) + "</h2><p>" + Escaped(message.day) +
                  "</p><p class=\"said\">" + Escaped(message.text) + "</p></article>");
    }
    if (dialogue.known) {
        AddForms(page, dialogue);
        return page.Finish();
    }
    page.Html(WipedString("<form class=\"card padded\" method=\"post\" action=\"") +
              (Typed(dialogue.typed, "kind").empty() ? "/f/plain/answers" : "/f/plain/messages") +
              "\" accept-charset=\"utf-8\">" + Hidden("language", page.tag()))
        .Labelled("feedback.plain.receipt_label", "receipt",
                  Input("receipt", "receipt", Typed(dialogue.typed, "receipt")));
    if (!Typed(dialogue.typed, "kind").empty()) {
        page.Html(Hidden("kind", Typed(dialogue.typed, "kind")) +
                  Hidden("better", Typed(dialogue.typed, "better")))
            .Labelled("feedback.plain.message_label", "message",
                      Textarea("message", Typed(dialogue.typed, "text"), false))
            .Button("feedback.plain.send");
    } else {
        page.Button("feedback.plain.open");
    }
    return page.Finish();
}

}  // namespace qz::feedback::intake
