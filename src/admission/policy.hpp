// Gates as configuration: who decides on what, by when, and what silence means.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admission/bill.hpp"
#include "admission/model.hpp"
#include "admission/rules.hpp"

namespace qz::admission {

enum class Decision : std::uint8_t { kRecord, kAtOnce, kJudge, kLocalAdditions, kEmergency };

// The first policy whose conditions all hold decides.
struct Policy {
    std::string code;
    std::string form_class = "any";
    std::string origin = "any";
    std::string issuer_level = "any";        // of the government that the issuer belongs to
    std::optional<std::int64_t> most_hours;  // of the bill, a year
    Decision decision = Decision::kJudge;
    std::string gate = "own";  // whose gate: "own" government's, "county", "city", "province"
    int working_days = 5;
    std::string silence = "escalated";
    std::string series = "regular";
    int sample_permille = 0;
    int file_within_hours = 24;  // emergencies
    int expires_days = 7;        // emergencies
    std::string authority;
    std::string clause;
    std::string note;
    std::optional<Date> valid_from;
    std::optional<Date> valid_until;
};

struct Gate {
    std::string unit_code;
    std::string name;  // the office's real name
    std::string mark;  // of its numbers: 威
};

struct Configuration {
    std::int64_t revision = 0;
    std::vector<Gate> gates;
    std::string gate_name;                                     // of gates that name none
    std::vector<std::pair<std::string, std::string>> numbers;  // series → format
    std::int64_t held_from_permille = 500;
    int verification_days = 3;
    std::vector<Policy> policies;
    Minutes minutes;
    std::vector<Derivation> derivations;
    json::value content;  // as it was read
};

// Reads {"gates","gate_name","numbers","held_from_permille","verification_days","policies","minutes",
// "derivations"}; every fault at its member.
Configuration ReadConfiguration(const json::value& value, Findings& findings);

struct PolicyQuestion {
    std::string form_class;
    Origin origin = Origin::kOwn;
    directory::Level issuer_level = directory::Level::kCity;
    std::int64_t year_seconds = 0;
    bool clean = true;  // nothing that is held is asked again
    Date today;
};
// Null where no policy fits: then nobody can decide, and nothing is admitted.
const Policy* DecidePolicy(const Configuration& configuration, const PolicyQuestion& question);

// The government whose gate office decides: the issuer's own, or the ancestor at the policy's level.
Ordinal GateOf(const directory::Tree& tree, Ordinal issuer, const Policy& policy);
// The next gate upward; nothing at the root.
std::optional<Ordinal> GateAbove(const directory::Tree& tree, Ordinal gate);
// The government a unit belongs to: itself where it is one.
Ordinal GovernmentOf(const directory::Tree& tree, Ordinal unit);

std::string NameOfGate(const Configuration& configuration, const directory::TreeUnit& gate);
// "威表准〔2026〕12号"; "" for a series that has no format.
std::string FormatNumber(const Configuration& configuration, const directory::TreeUnit& gate,
                         std::string_view series, int year, std::int64_t ordinal);

}  // namespace qz::admission
