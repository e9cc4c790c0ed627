// Feeds arbitrary bytes to what reads a reporter's request. Not part of the build; by hand, from the root of
// the tree:
//
//   clang++-14 -std=c++20 -g -O1 -Isrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//     src/feedback/protocol/{bytes,receipt,report,challenge,seals,keys}.cpp
//     src/feedback/intake/{fuzz_intake,fields}.cpp
//     src/platform/base/{clock,decimal,ids,json}.cpp -lsodium -lboost_json
//     -include src/platform/base/precompiled.hpp -o /tmp/fuzz_intake
//
// The first byte chooses: a report as it is, a sound report with the bytes written over it at a place, a
// receipt as somebody types it, the fields of the form without script, or a share of a recovery paper.

#include <cstdint>
#include <cstdlib>

#include "feedback/intake/parts.hpp"
#include "feedback/protocol/protocol.hpp"

namespace {

using namespace qz::feedback;

const std::string& Sound() {
    static const std::string bytes = [] {
        Draft draft;
        draft.office = std::string(kIdSize, 'o');
        draft.epoch = 202611;
        draft.epoch_key = MakeKeyPair().public_key;
        draft.lookup = std::string(32, 'l');
        draft.reply_public = std::string(32, 'r');
        draft.text = "{}";
        return SealReport(draft) + std::string(kChallengeSize + 8, 'c');
    }();
    return bytes;
}

void Read(std::string_view bytes) {
    const auto report = ParseReport(bytes);
    if (!report) return;
    // What was taken apart is what was sent, to the last byte.
    if (report->sealed.size() + report->pictures.size() + kChallengeSize + 8 != bytes.size()) std::abort();
    if (report->sealed + report->pictures != bytes.substr(0, bytes.size() - kChallengeSize - 8)) std::abort();
    ReadChallenge(std::string(32, 'k'), report->challenge, report->hash);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            Read(bytes);
            break;
        case 1: {
            if (bytes.size() < 2) break;
            std::string mixed = Sound();
            const std::size_t at = (static_cast<std::size_t>(data[1]) << 8 | data[2]) % mixed.size();
            mixed.replace(at, std::min(bytes.size() - 2, mixed.size() - at), bytes.substr(2));
            Read(mixed);
            break;
        }
        case 2: {
            std::string receipt;
            if (ReadReceipt(bytes, receipt) == ReceiptFault::kNone && receipt.size() != 20) std::abort();
            break;
        }
        case 3:
            intake::ReadForm(bytes);
            break;
        default:
            if (const auto share = ReadShare(bytes); share && share->size() != kKeySize) std::abort();
    }
    return 0;
}
