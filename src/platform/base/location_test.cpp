#include "platform/base/location.hpp"

#include <gtest/gtest.h>

namespace qz {
namespace {

TEST(WithoutPasswords, LeavesOutEveryPasswordOfAnAddress) {
    EXPECT_EQ(WithoutPasswords("postgresql://city:s1@host:5432/qz"), "postgresql://city@host:5432/qz");
    EXPECT_EQ(
        WithoutPasswords("postgresql://city@host/qz?password=s1&sslmode=require&password=s2&sslpassword=s3"),
        "postgresql://city@host/qz?sslmode=require");
    EXPECT_EQ(WithoutPasswords("postgresql://city:s1@host/qz?password=s2"), "postgresql://city@host/qz");
    EXPECT_EQ(WithoutPasswords("postgresql://host/qz?p%61ssword=s1&Password=s2&host=/run/pg"),
              "postgresql://host/qz?host=/run/pg");
    EXPECT_EQ(WithoutPasswords("postgresql://city:s1@one:1,two:2/qz"), "postgresql://city@one:1,two:2/qz");
}

TEST(WithoutPasswords, LeavesOutAPasswordThatShouldHaveBeenEscaped) {
    for (const char* const password : {"s/3", "s?3", "s@3", "s:3", "s/3?4@5", "s&password=3"}) {
        EXPECT_EQ(WithoutPasswords("postgresql://city:" + std::string(password) + "@host/qz"),
                  "postgresql://city@host/qz")
            << password;
    }
}

TEST(WithoutPasswords, LeavesOutEveryPasswordAmongWords) {
    EXPECT_EQ(WithoutPasswords("host=db password=s1 user=city password=s2"), "host=db user=city");
    EXPECT_EQ(WithoutPasswords("host=db password = 's 1 \\' 2' sslpassword=s3 dbname=qz"),
              "host=db dbname=qz");
    EXPECT_EQ(WithoutPasswords("password='s1"), "");
}

TEST(WithoutPasswords, ShowsAllElse) {
    for (const char* const location :
         {"", "data/qingzhuang.db", "sqlite:/srv/city/qingzhuang.db", "/srv/a=b/城市.db",
          "postgresql://city@host:5432/qz?host=/run/pg", "postgres://[::1]:5432/qz"}) {
        EXPECT_EQ(WithoutPasswords(location), location);
    }
}

}  // namespace
}  // namespace qz
