#include "bench/workbook_bench.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "platform/workbook/workbook.hpp"

namespace qz::bench {

namespace {

constexpr double kMostMegabytes = 256;

struct Size {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
};
struct Cost {
    double seconds = 0;
    double megabytes = 0;
};

// A name, then figures of one to six digits.
void Write(const std::string& file, Size size) {
    workbook::Writer writer(file, {});
    workbook::Sheet sheet{.name = "汇总"};
    sheet.columns.push_back({.title = "村"});
    for (std::uint32_t column = 1; column < size.columns; ++column) {
        sheet.columns.push_back(
            {.title = "指标" + std::to_string(column), .format = workbook::Format::kInteger});
    }
    writer.BeginSheet(sheet);
    for (std::uint32_t row = 0; row < size.rows; ++row) {
        writer.BeginRow();
        writer.Text("第" + std::to_string(row + 1) + "村");
        for (std::uint32_t column = 1; column < size.columns; ++column) {
            writer.Integer((std::int64_t{row} * 7919 + column * 104'729) % 1'000'000);
        }
    }
    writer.Finish();
}

void Read(const std::string& file, Size size) {
    std::uint64_t cells = 0;
    workbook::RowTaker taker;
    taker.header = [](const workbook::Header&) { return true; };
    taker.row = [&cells](const workbook::Row& row) {
        cells += row.cells.size();
        return true;
    };
    const workbook::Summary summary = workbook::ReadTable(workbook::Source::File(file), {}, taker);
    if (summary.rows != size.rows || cells != std::uint64_t{size.rows} * size.columns) {
        throw std::runtime_error("rows were lost");
    }
}

double PeakMegabytes() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    }
    return 0;
}

Cost Child(const std::string& what, const std::filesystem::path& file, Size size) {
    const std::string command = std::filesystem::read_symlink("/proc/self/exe").string() + " --workbook " +
                                what + ' ' + file.string() + ' ' + std::to_string(size.rows) + ' ' +
                                std::to_string(size.columns);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> child(::popen(command.c_str(), "r"), ::pclose);
    Cost cost;
    if (!child || std::fscanf(child.get(), "%lf %lf", &cost.seconds, &cost.megabytes) != 2) {
        throw std::runtime_error("a workbook could not be made or read");
    }
    return cost;
}

std::string Thousands(std::uint32_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

}  // namespace

int WorkbookChild(const std::vector<std::string>& words) {
    if (words.size() != 4) return 2;
    const Size size{static_cast<std::uint32_t>(std::stoul(words[2])),
                    static_cast<std::uint32_t>(std::stoul(words[3]))};
    const auto start = std::chrono::steady_clock::now();
    words[0] == "write" ? Write(words[1], size) : Read(words[1], size);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%f %f\n", seconds, PeakMegabytes());
    return 0;
}

void WorkbookBench(const Settings& settings, Report& report) {
    const std::uint32_t part = settings.quick ? 20 : 1;
    const auto take = [&](const std::string& name, Size size, const Cost& cost, double most) {
        const std::string rows = name + ' ' + Thousands(size.rows) + " × " + Thousands(size.columns);
        Row time = TimeRow(rows, {cost.seconds, cost.seconds, cost.seconds}, std::nullopt,
                           settings.quick ? std::nullopt : std::optional(most));
        time.unit = "s";
        report.rows.push_back(std::move(time));
        Row memory = TimeRow(rows + ", memory", {cost.megabytes, cost.megabytes, cost.megabytes},
                             std::nullopt, kMostMegabytes);
        memory.unit = "MB";
        report.rows.push_back(std::move(memory));
    };
    report.progress("workbooks");
    const auto file = settings.folder / "bench.xlsx";
    const Size large{132'000 / part, 510};
    take("export a workbook of", large, Child("write", file, large), 60);
    const Size list{100'000 / part, 30};
    Child("write", file, list);
    take("import a workbook of", list, Child("read", file, list), 10);
    std::filesystem::remove(file);
}

}  // namespace qz::bench
