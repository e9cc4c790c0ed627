// One A4 page: title, the unit in large type, the code, the address, three promises, where else to go, the
// keys.
#include "feedback/posters/page.hpp"

#include <cairo-pdf.h>
#include <map>
#include <ostream>
#include <pango/pangocairo.h>
#include <stdexcept>

#ifdef QZ_DEV
// cairo 1.16 loses 768 bytes for each font of a file, and fontconfig keeps what it read for the process's
// life.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

namespace qz::feedback::posters {

namespace {

constexpr double kMillimetre = 72.0 / 25.4;
constexpr double kPageWidth = 210 * kMillimetre;
constexpr double kPageHeight = 297 * kMillimetre;
constexpr double kMargin = 18 * kMillimetre;
constexpr double kTextWidth = kPageWidth - 2 * kMargin;
// Without the quiet zone; a phone reads it at two metres.
constexpr double kCodeSize = 82 * kMillimetre;
constexpr int kQuietModules = 4;  // ISO/IEC 18004, 9.1
constexpr double kNameSize = 46;
constexpr double kSmallestName = 26;
constexpr double kSmallestScale = 0.7;
// Most sentences are the same on every page.
constexpr std::size_t kKeptLayouts = 100;
// "ff" in a fingerprint must stay two letters.
constexpr const char* kFeatures = "liga=0, clig=0, dlig=0, calt=0, tnum=1";
// DESIGN_SYSTEM, Type; "PingFang SC" and "Microsoft YaHei" where somebody prints at a desk.
constexpr const char* kFonts =
    "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,WenQuanYi Zen Hei,sans";
// cairo would write the moment of printing; a fixed day keeps the bytes equal and says nothing.
constexpr const char* kNoMoment = "2000-01-01T00:00:00Z";

struct Free {
    void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
    void operator()(cairo_t* it) const { cairo_destroy(it); }
    void operator()(cairo_font_options_t* it) const { cairo_font_options_destroy(it); }
    void operator()(PangoFontDescription* it) const { pango_font_description_free(it); }
    void operator()(PangoLayout* it) const { g_object_unref(it); }
    void operator()(PangoFontMap* it) const { g_object_unref(it); }
    void operator()(PangoContext* it) const { g_object_unref(it); }
    void operator()(PangoAttrList* it) const { pango_attr_list_unref(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

enum class Weight { kRegular, kBold };
enum class Align { kLeft, kCentre };

struct Style {
    double size = 14;
    Weight weight = Weight::kRegular;
    Align align = Align::kLeft;
    auto operator<=>(const Style&) const = default;
};

cairo_status_t WriteTo(void* closure, const unsigned char* bytes, unsigned int length) {
    auto& out = *static_cast<std::ostream*>(closure);
    out.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(length));
    return out ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

}  // namespace

class Pages::Sheet {
 public:
    Sheet(std::ostream& out, const Print& print)
        : print_(print),
          surface_(cairo_pdf_surface_create_for_stream(WriteTo, &out, kPageWidth, kPageHeight)),
          pen_(cairo_create(surface_.get())),
          fonts_(pango_cairo_font_map_new()),
          context_(pango_font_map_create_context(fonts_.get())) {
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, kNoMoment);
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, Say("title").c_str());
        const Owned<cairo_font_options_t> options(cairo_font_options_create());
        cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context_.get(), options.get());
        // Without it Han characters take the shapes of another country.
        pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
    }

    void Add(const Poster& poster) {
        const std::string address = AddressOf(print_.public_url, poster.scope);
        const Code code = MakeCode(address);
        // Another language, or a long name, needs more room: all but the code becomes smaller, here and on
        // the pages that follow.
        while (Draw(poster, address, code, Pass::kMeasure) > kPageHeight - kMargin / 2) {
            scale_ -= 0.04;
            if (scale_ < kSmallestScale) throw std::runtime_error("no room on its poster: " + poster.unit);
        }
        Draw(poster, address, code, Pass::kPrint);
        cairo_show_page(pen_.get());
        Hold();
    }

    void Finish() {
        cairo_surface_finish(surface_.get());
        Hold();
    }

 private:
    std::string Say(std::string_view what, const Arguments& arguments = {}) const {
        return i18n::Sentence(print_.language, "feedback.posters." + std::string(what), arguments);
    }

    enum class Pass { kMeasure, kPrint };

    // Where the page ends.
    double Draw(const Poster& poster, const std::string& address, const Code& code, Pass pass) {
        pass_ = pass;
        y_ = kMargin;
        Text(Say("title"), {.size = 27, .weight = Weight::kBold, .align = Align::kCentre});
        Text(Say("title_code"), {.size = 27, .weight = Weight::kBold, .align = Align::kCentre});
        Rule();
        if (!poster.place.empty()) Text(poster.place, {.size = 17, .align = Align::kCentre});
        Name(poster.unit);
        DrawCode(code);
        Text(address, {.size = 17, .weight = Weight::kBold, .align = Align::kCentre});
        Text(Say("how"), {.size = 13.5, .align = Align::kCentre});
        Text(Say("scope", {{"scope", poster.scope_name}}), {.size = 13.5, .align = Align::kCentre});
        Rule();
        for (const char* const promise : {"promise_who", "promise_sealed", "promise_superior"}) {
            Text("✓ " + Say(promise), {.size = 17.5, .weight = Weight::kBold});
        }
        y_ += 4;
        Text(Say("takes"), {.size = 14});
        y_ += 4;
        Text(Say("keys"), {.size = 12});
        for (const Poster::Key& key : poster.keys) {
            Text(Say("key", {{"office", key.office}, {"fingerprint", key.fingerprint}}),
                 {.size = 14, .weight = Weight::kBold});
        }
        const double end = y_;
        if (!print_.watermark.empty()) {
            y_ = kMargin / 3;
            Text(print_.watermark, {.size = 14, .weight = Weight::kBold});
        }
        return end;
    }

    PangoLayout* Set(const std::string& text, Style style) {
        style.size *= scale_;
        if (layouts_.size() > kKeptLayouts) layouts_.clear();
        auto& layout = layouts_[{text, style}];
        if (!layout) layout = Compose(text, style);
        return layout.get();
    }

    Owned<PangoLayout> Compose(const std::string& text, const Style& style) {
        Owned<PangoLayout> layout(pango_layout_new(context_.get()));
        const Owned<PangoFontDescription> font(pango_font_description_from_string(kFonts));
        pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
        pango_font_description_set_weight(
            font.get(), style.weight == Weight::kBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_layout_set_font_description(layout.get(), font.get());
        const Owned<PangoAttrList> features(pango_attr_list_new());
        pango_attr_list_insert(features.get(), pango_attr_font_features_new(kFeatures));
        pango_layout_set_attributes(layout.get(), features.get());
        pango_layout_set_width(layout.get(), static_cast<int>(kTextWidth * PANGO_SCALE));
        pango_layout_set_alignment(layout.get(),
                                   style.align == Align::kCentre ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
            throw Problem::Conflict("feedback.posters.no_font", {{"text", text}});
        }
        return layout;
    }

    void Show(PangoLayout* layout) {
        if (pass_ == Pass::kPrint) {
            cairo_move_to(pen_.get(), kMargin, y_);
            pango_cairo_show_layout(pen_.get(), layout);
        }
        int height = 0;
        pango_layout_get_size(layout, nullptr, &height);
        y_ += static_cast<double>(height) / PANGO_SCALE;
    }

    void Text(const std::string& text, const Style& style) { Show(Set(text, style)); }

    // As large as one line allows; a very long name takes two.
    void Name(const std::string& name) {
        Style style{.size = kNameSize, .weight = Weight::kBold, .align = Align::kCentre};
        PangoLayout* layout = Set(name, style);
        while (pango_layout_get_line_count(layout) > 1 && style.size > kSmallestName) {
            style.size -= 2;
            layout = Set(name, style);
        }
        Show(layout);
    }

    // Rectangles, a run of modules each: sharp at any size, and no pixels between neighbours.
    void DrawCode(const Code& code) {
        const double module = kCodeSize / code.width;
        const double left = (kPageWidth - kCodeSize) / 2;
        const double top = y_ + kQuietModules * module;
        y_ = top + kCodeSize + kQuietModules * module;
        if (pass_ == Pass::kMeasure) return;
        cairo_save(pen_.get());
        cairo_translate(pen_.get(), left, top);
        cairo_scale(pen_.get(), module, module);
        for (int row = 0; row < code.width; ++row) {
            for (int column = 0; column < code.width; ++column) {
                if (!code.Black(row, column)) continue;
                const int from = column;
                while (column < code.width && code.Black(row, column)) ++column;
                cairo_rectangle(pen_.get(), from, row, column - from, 1);
            }
        }
        cairo_fill(pen_.get());
        cairo_restore(pen_.get());
    }

    void Rule() {
        y_ += 5;
        if (pass_ == Pass::kPrint) {
            cairo_set_line_width(pen_.get(), 1);
            cairo_move_to(pen_.get(), kMargin, y_);
            cairo_line_to(pen_.get(), kPageWidth - kMargin, y_);
            cairo_stroke(pen_.get());
        }
        y_ += 5;
    }

    void Hold() const {
        for (const cairo_status_t status : {cairo_status(pen_.get()), cairo_surface_status(surface_.get())}) {
            if (status != CAIRO_STATUS_SUCCESS) {
                throw std::runtime_error(std::string("the poster file cannot be written: ") +
                                         cairo_status_to_string(status));
            }
        }
    }

    Print print_;
    Owned<cairo_surface_t> surface_;
    Owned<cairo_t> pen_;
    // Of its own: the shared one belongs to a thread and keeps what it has seen.
    Owned<PangoFontMap> fonts_;
    Owned<PangoContext> context_;
    std::map<std::pair<std::string, Style>, Owned<PangoLayout>> layouts_;
    Pass pass_ = Pass::kMeasure;
    double scale_ = 1;
    double y_ = 0;
};

Pages::Pages(std::ostream& out, const Print& print) : sheet_(std::make_unique<Sheet>(out, print)) {}
Pages::~Pages() = default;
void Pages::Add(const Poster& poster) {
    sheet_->Add(poster);
}
void Pages::Finish() {
    sheet_->Finish();
}

void WritePosters(std::ostream& out, const std::vector<Poster>& posters, const Print& print) {
    Pages pages(out, print);
    for (const Poster& poster : posters) pages.Add(poster);
    pages.Finish();
}

}  // namespace qz::feedback::posters
