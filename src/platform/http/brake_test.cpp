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

TEST(Uploads, TakeNoMoreThanTheServerHoldsAndMakeRoomAgain) {
    Uploads uploads(1000);
    auto first = uploads.Enter("", 600, kBegin);
    ASSERT_TRUE(first);
    EXPECT_FALSE(uploads.Enter("", 600, kBegin));
    EXPECT_TRUE(uploads.Enter("", 400, kBegin));  // gone at once
    first.reset();
    EXPECT_TRUE(uploads.Enter("", 1000, kBegin));
    EXPECT_FALSE(uploads.Enter("", 1001, kBegin));
}

TEST(Uploads, LeaveRoomForOthersBesideOneAddress) {
    Uploads uploads(1000);
    // One that is larger than a quarter alone is still taken, alone.
    const auto large = uploads.Enter("10.0.0.9", 300, kBegin);
    EXPECT_TRUE(large);
    EXPECT_FALSE(uploads.Enter("10.0.0.9", 10, kBegin));
    EXPECT_TRUE(uploads.Enter("10.0.0.7", 10, kBegin));
}

TEST(Uploads, CountRightlyAcrossTwoKeys) {
    Uploads uploads(1000);
    auto old = uploads.Enter("10.0.0.9", 200, kBegin);
    const auto later = kBegin + std::chrono::minutes(31);
    const auto fresh = uploads.Enter("10.0.0.9", 200, later);
    EXPECT_TRUE(fresh);
    old.reset();
    EXPECT_FALSE(uploads.Enter("10.0.0.9", 100, later));
    EXPECT_TRUE(uploads.Enter("", 800, later));
}

}  // namespace
}  // namespace qz::http
