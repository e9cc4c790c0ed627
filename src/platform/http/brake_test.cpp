#include "platform/http/brake.hpp"

#include <gtest/gtest.h>

namespace qz::http {
namespace {

const auto kBegin = std::chrono::steady_clock::time_point(std::chrono::hours(1));

TEST(Brake, LetsAnAddressThroughAsOftenAsItMay) {
    Brake brake(3);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(brake.Admit("10.0.0.9", kBegin));
    EXPECT_FALSE(brake.Admit("10.0.0.9", kBegin));
}

TEST(Brake, ForgetsEveryAddressWithinTheHour) {
    Brake brake(1);
    EXPECT_TRUE(brake.Admit("10.0.0.9", kBegin));
    EXPECT_FALSE(brake.Admit("10.0.0.9", kBegin + std::chrono::minutes(29)));
    EXPECT_TRUE(brake.Admit("10.0.0.9", kBegin + std::chrono::minutes(31)));
}

TEST(Brake, SendsAddressesToOtherSlotsUnderEachKey) {
    // Two brakes draw two keys: were slots a plain function of the address, both would collide alike.
    int differing = 0;
    for (int run = 0; run < 8; ++run) {
        Brake one(1);
        Brake other(1);
        for (int i = 0; i < 600; ++i) {
            const std::string address = "10.0." + std::to_string(i / 200) + '.' + std::to_string(i % 200);
            if (one.Admit(address, kBegin) != other.Admit(address, kBegin)) ++differing;
        }
    }
    EXPECT_GT(differing, 0);
}

}  // namespace
}  // namespace qz::http
