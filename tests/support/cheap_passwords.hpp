#pragma once

#include "platform/secrets/secrets.hpp"

namespace qz::tests {

// Tests that sign people in would spend their time on Argon2id. The program that people run has no way to
// hash cheaply, so that with the release preset they do spend it.
inline void HashPasswordsCheaply() {
#ifdef QZ_DEV
    secrets::HashPasswordsCheaplyForTests();
#endif
}

}  // namespace qz::tests
