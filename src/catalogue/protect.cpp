#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

namespace {

std::string Asterisks(std::size_t count) {
    return std::string(count, '*');
}

}  // namespace

StoredValue Protect(const secrets::Keyring& keys, const Element& element, UnitId unit,
                    std::string_view subject, const StoredValue& plain) {
    if (!plain || element.type != ValueType::kIdNumber || secrets::Keyring::IsSealed(*plain)) return plain;
    return keys.Seal(*plain, secrets::BindingOf(unit, subject, element.code));
}

std::string Masked(const secrets::Keyring& keys, const Element& element, UnitId unit,
                   std::string_view subject, std::string_view stored) {
    if (element.type == ValueType::kIdNumber) {
        std::string number(stored);
        if (secrets::Keyring::IsSealed(stored)) {
            try {
                number = keys.Open(stored, secrets::BindingOf(unit, subject, element.code));
            } catch (const std::exception&) {
                // Its key is gone or it belongs elsewhere: a screen shows that something is there, and no
                // more.
                return Asterisks(18);
            }
        }
        if (number.size() < 8) return Asterisks(18);
        return Asterisks(number.size() - 4) + number.substr(number.size() - 4);
    }
    if (element.type == ValueType::kPhone && element.sensitivity != "public" && stored.size() >= 7) {
        return std::string(stored.substr(0, 3)) + Asterisks(stored.size() - 7) +
               std::string(stored.substr(stored.size() - 4));
    }
    return std::string(stored);
}

std::string RowKey(const secrets::Keyring& keys, std::string_view id_number) {
    return secrets::Hex(secrets::Sha256(keys.EqualityIndex(id_number))).substr(0, 32);
}

}  // namespace qz::catalogue
