// The Merkle tree of RFC 9162 over SHA-256: hashes, roots and proofs. Values in, values out; where the nodes
// lie is the caller's business.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace qz::audit {

constexpr std::size_t kHashBytes = 32;
using Hash = std::string;  // 32 raw bytes

// RFC 9162 section 2.1.1: "domain separation is required to give second preimage resistance".
Hash LeafHash(std::string_view leaf);
Hash NodeHash(std::string_view left, std::string_view right);
// MTH({}) = HASH().
Hash EmptyRoot();

// The hash of the complete subtree of 2^level leaves that begins at leaf position × 2^level.
using NodeReader = std::function<Hash(int level, std::uint64_t position)>;

// The root over the first `size` leaves.
Hash RootOf(std::uint64_t size, const NodeReader& node);

// The audit path of leaf `index` (from 0) in the tree of `size` leaves; index < size (section 2.1.3.1).
std::vector<Hash> InclusionProof(std::uint64_t index, std::uint64_t size, const NodeReader& node);
// Section 2.1.3.2.
bool VerifyInclusion(std::uint64_t index, std::uint64_t size, std::string_view leaf_hash,
                     const std::vector<Hash>& proof, std::string_view root);

// That the tree of `first` leaves is a prefix of the tree of `second`; 0 < first <= second (section 2.1.4.1).
std::vector<Hash> ConsistencyProof(std::uint64_t first, std::uint64_t second, const NodeReader& node);
// Section 2.1.4.2.
bool VerifyConsistency(std::uint64_t first, std::uint64_t second, std::string_view first_root,
                       std::string_view second_root, const std::vector<Hash>& proof);

// The root of a growing list of leaves, holding one hash for each bit of its size.
class RunningRoot {
 public:
    void Add(std::string_view leaf_hash);
    std::uint64_t size() const { return size_; }
    Hash Root() const;

 private:
    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_;  // complete subtrees, the largest first
};

}  // namespace qz::audit
