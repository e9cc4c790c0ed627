#include "audit/merkle.hpp"

#include <gmock/gmock.h>

#include "platform/secrets/secrets.hpp"

namespace qz::audit {
namespace {

// RFC 9162 section 2.1.1 word for word, without any cleverness.
Hash NaiveRoot(const std::vector<Hash>& leaves, std::size_t begin, std::size_t end) {
    const std::size_t n = end - begin;
    if (n == 0) return secrets::Sha256("");
    if (n == 1) return leaves[begin];
    std::size_t k = 1;
    while (k * 2 < n) k *= 2;
    return secrets::Sha256('\x01' + NaiveRoot(leaves, begin, begin + k) + NaiveRoot(leaves, begin + k, end));
}

std::vector<Hash> SampleLeaves(std::size_t count) {
    std::vector<Hash> leaves;
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(LeafHash("leaf " + std::to_string(i)));
    return leaves;
}

NodeReader ReaderOf(const std::vector<Hash>& leaves) {
    return [&leaves](int level, std::uint64_t position) {
        const std::size_t begin = position << level;
        return NaiveRoot(leaves, begin, begin + (std::size_t{1} << level));
    };
}

TEST(Merkle, HashesLeavesAndNodesApart) {
    EXPECT_EQ(secrets::Hex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // The hash of the empty leaf, as the test vectors of Certificate Transparency have it.
    EXPECT_EQ(secrets::Hex(LeafHash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    EXPECT_EQ(NodeHash(LeafHash("a"), LeafHash("b")),
              secrets::Sha256('\x01' + LeafHash("a") + LeafHash("b")));
}

TEST(Merkle, RootsAgreeWithTheDefinitionForEverySizeUpTo200) {
    const auto leaves = SampleLeaves(200);
    RunningRoot running;
    for (std::size_t size = 0; size <= leaves.size(); ++size) {
        const Hash expected = NaiveRoot(leaves, 0, size);
        ASSERT_EQ(RootOf(size, ReaderOf(leaves)), expected) << size;
        ASSERT_EQ(running.Root(), expected) << size;
        if (size < leaves.size()) running.Add(leaves[size]);
    }
}

TEST(Merkle, EveryLeafProvesItselfInEverySizeUpTo200AndNoOtherLeafDoes) {
    const auto leaves = SampleLeaves(200);
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        const Hash root = NaiveRoot(leaves, 0, size);
        // Every leaf where the tree is small, a walk through it where it is large.
        const std::uint64_t step = size < 40 ? 1 : 7;
        for (std::uint64_t index = 0; index < size; index += step) {
            const auto proof = InclusionProof(index, size, ReaderOf(leaves));
            ASSERT_TRUE(VerifyInclusion(index, size, leaves[index], proof, root)) << index << " of " << size;
            ASSERT_FALSE(VerifyInclusion(index, size, LeafHash("other"), proof, root));
            if (size > 1) {
                ASSERT_FALSE(VerifyInclusion((index + 1) % size, size, leaves[index], proof, root));
            }
        }
    }
}

TEST(Merkle, RefusesAProofThatIsTooShortTooLongOrAltered) {
    const auto leaves = SampleLeaves(13);
    const Hash root = NaiveRoot(leaves, 0, 13);
    const auto proof = InclusionProof(5, 13, ReaderOf(leaves));
    auto shorter = proof;
    shorter.pop_back();
    EXPECT_FALSE(VerifyInclusion(5, 13, leaves[5], shorter, root));
    auto longer = proof;
    longer.push_back(leaves[0]);
    EXPECT_FALSE(VerifyInclusion(5, 13, leaves[5], longer, root));
    for (std::size_t part = 0; part < proof.size(); ++part) {
        auto altered = proof;
        altered[part][7] = static_cast<char>(altered[part][7] ^ 1);
        EXPECT_FALSE(VerifyInclusion(5, 13, leaves[5], altered, root)) << part;
    }
    EXPECT_FALSE(VerifyInclusion(13, 13, leaves[5], proof, root));
}

TEST(Merkle, EveryTreeIsProvenAPrefixOfEveryLaterOneUpTo200) {
    const auto leaves = SampleLeaves(200);
    std::vector<Hash> roots;
    for (std::size_t size = 0; size <= leaves.size(); ++size) roots.push_back(NaiveRoot(leaves, 0, size));
    const Hash other = LeafHash("another root");
    for (std::uint64_t second = 1; second <= leaves.size(); second += second < 40 ? 1 : 9) {
        for (std::uint64_t first = 1; first <= second; first += second < 40 ? 1 : 5) {
            const auto proof = ConsistencyProof(first, second, ReaderOf(leaves));
            ASSERT_TRUE(VerifyConsistency(first, second, roots[first], roots[second], proof))
                << first << ' ' << second;
            ASSERT_FALSE(VerifyConsistency(first, second, other, roots[second], proof))
                << first << ' ' << second;
            ASSERT_FALSE(VerifyConsistency(first, second, roots[first], other, proof))
                << first << ' ' << second;
        }
    }
}

}  // namespace
}  // namespace qz::audit
