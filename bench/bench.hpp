// What every measurement gives back: one row for each figure, beside the raw engine where there is one.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace qz::bench {

struct Settings {
    bool quick = false;            // small sizes and few repetitions
    std::filesystem::path folder;  // for scratch databases; whoever calls removes it
};

struct Row {
    std::string name;
    std::string unit;  // "ms", "1/s"
    double median = 0;
    double min = 0;
    double max = 0;
    // How many times as fast as the raw engine in the same run: above 1 is faster. Nothing where there is no
    // raw engine.
    std::optional<double> ratio_to_raw;
    std::optional<double> target;
    bool held = true;  // the median keeps to the target
};

struct Spread {
    double median = 0;
    double min = 0;
    double max = 0;
};
inline Spread SpreadOf(std::vector<double> samples) {
    if (samples.empty()) return {};
    std::sort(samples.begin(), samples.end());
    return {samples[samples.size() / 2], samples.front(), samples.back()};
}

// Milliseconds of each of `runs` runs, after one that does not count.
template <class Work>
Spread MeasureMilliseconds(int runs, Work&& work) {
    std::vector<double> samples;
    work();
    for (int run = 0; run < runs; ++run) {
        const auto start = std::chrono::steady_clock::now();
        work();
        samples.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return SpreadOf(std::move(samples));
}

// A row of times: less is better.
inline Row TimeRow(std::string name, Spread ours, std::optional<Spread> raw, std::optional<double> most) {
    Row row;
    row.name = std::move(name);
    row.unit = "ms";
    row.median = ours.median;
    row.min = ours.min;
    row.max = ours.max;
    if (raw && ours.median > 0) row.ratio_to_raw = raw->median / ours.median;
    row.target = most;
    row.held = !most || ours.median <= *most;
    return row;
}

// Roll-ups from columns beside SQL over a wide table.
std::vector<Row> RollupBench(const Settings& settings);

// A 200-field draft held against a large catalogue.
std::vector<Row> AdmissionBench(const Settings& settings);

// Anonymous reports through the edge, one check of a proof, and the times of known and unknown receipts.
std::vector<Row> FeedbackBench(const Settings& settings);

// Matching the labels of a draft to the elements of a large catalogue.
std::vector<Row> MatchingBench(const Settings& settings);

}  // namespace qz::bench
