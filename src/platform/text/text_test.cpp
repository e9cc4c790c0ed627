#include "platform/text/text.hpp"

#include <map>
#include <span>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/text/characters.hpp"
#include "platform/text/field_pairs.hpp"
#include "platform/text/ledger_pairs.hpp"
#include "platform/text/lexicon.hpp"
#include "platform/text/office_pairs.hpp"
#include "platform/text/sample_pairs.hpp"
#include "platform/text/sealed_pairs.hpp"
#include "platform/text/trade_pairs.hpp"
#include "platform/text/unseen_pairs.hpp"
#include "platform/text/village_pairs.hpp"

namespace qz::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Normalise, BringsWidthCaseAndTraditionalCharactersToOneSpelling) {
    EXPECT_EQ(Normalise("Ａ２５　耕地面積（畝）"), "a25 耕地面积(亩)");
    EXPECT_EQ(Normalise("  開戶\t銀行 \n"), "开户 银行");
    EXPECT_EQ(Normalise("㎡ ½ ％"), "m2 1⁄2 %");
}

TEST(Normalise, LeavesSimplifiedTextAlone) {
    EXPECT_EQ(Normalise("户主姓名"), "户主姓名");
    EXPECT_EQ(Normalise("后勤与里程"), "后勤与里程");
}

TEST(Normalise, TakesAnyBytes) {
    EXPECT_EQ(Normalise(""), "");
    EXPECT_EQ(Normalise("\xff"), "\xef\xbf\xbd");
    EXPECT_EQ(Normalise(std::string_view("a\0b", 3)), "a b");
}

RC_GTEST_PROP(Normalise, ChangesNothingTheSecondTime, (const std::string& bytes)) {
    const std::string once = Normalise(bytes);
    RC_ASSERT(Normalise(once) == once);
}

TEST(ParseLabel, TakesCodeUnitAndNumberingApart) {
    const Label label = ParseLabel("A25耕地面积（亩）");
    EXPECT_EQ(label.code, "a25");
    EXPECT_EQ(label.core, "耕地面积");
    EXPECT_EQ(label.unit, "亩");
    EXPECT_EQ(label.head, "面积");
    EXPECT_EQ(label.dimension, Dimension::kArea);

    EXPECT_EQ(ParseLabel("A50-2-1-6其他种植业收入").code, "a50-2-1-6");
    EXPECT_EQ(ParseLabel("C90a1中高等职业教育（人）").code, "c90a1");
    EXPECT_EQ(ParseLabel("二、文化程度").numbering, "二");
    EXPECT_EQ(ParseLabel("（三）民族").numbering, "三");
    EXPECT_EQ(ParseLabel("③民族").numbering, "3");
    EXPECT_EQ(ParseLabel("12.民族").numbering, "12");
    EXPECT_EQ(ParseLabel("1.2.3 民族").core, "民族");
}

TEST(ParseLabel, LeavesQuantitiesAtTheStartAlone) {
    EXPECT_EQ(ParseLabel("20户以上的自然村").numbering, "");
    EXPECT_EQ(ParseLabel("3.5米以上道路").numbering, "");
    EXPECT_EQ(ParseLabel("九年义务教育巩固率").numbering, "");
    EXPECT_EQ(ParseLabel("GDP").code, "");
    EXPECT_EQ(ParseLabel("B4").core, "b4");
}

TEST(ParseLabel, ReadsUnitsWhereverTheyStand) {
    EXPECT_EQ(ParseLabel("总人口（单位：万人）").unit, "万人");
    EXPECT_EQ(ParseLabel("收入：万元").unit, "万元");
    EXPECT_EQ(ParseLabel("面积 单位：㎡").unit, "m2");
    EXPECT_EQ(ParseLabel("面积", "公顷").unit, "公顷");
    EXPECT_EQ(ParseLabel("面积（亩）", "公顷").unit, "亩");
    EXPECT_EQ(ParseLabel("乙方现居住（乡）").unit, "");
    EXPECT_EQ(DimensionOf("万亩"), Dimension::kArea);
    EXPECT_EQ(DimensionOf("人次"), Dimension::kVisits);
    EXPECT_EQ(DimensionOf("姓名"), Dimension::kNone);
}

TEST(ParseLabel, KnowsHeadsNegationAndQualifiers) {
    const Label label = ParseLabel("其中：未参保女性人数（人）");
    EXPECT_TRUE(label.negated);
    EXPECT_EQ(label.head, "人数");
    EXPECT_THAT(label.qualifiers, ElementsAre("女"));
    EXPECT_FALSE(ParseLabel("未成年人数").negated);
    EXPECT_FALSE(ParseLabel("无人机数量").negated);
    EXPECT_THAT(ParseLabel("子女姓名").qualifiers, IsEmpty());
    EXPECT_EQ(ParseLabel("留守儿童数").head, "人数");
    EXPECT_EQ(ParseLabel("贫困户数").head, "户数");
}

TEST(ParseLabel, SplitsTheHeadersAboveOff) {
    EXPECT_THAT(ParseLabel("收入 > 种植业 > 稻谷").section, ElementsAre("收入", "种植业"));
    EXPECT_THAT(ParseLabel("收入→稻谷", "", {"家庭"}).section, ElementsAre("家庭", "收入"));
    EXPECT_THAT(ParseLabel("文化/图书室").section, IsEmpty());
}

RC_GTEST_PROP(ParseLabel, TakesAnyBytes, (const std::string& bytes, const std::string& unit)) {
    const Label label = ParseLabel(bytes, unit, {bytes});
    RC_ASSERT(Score(label, label) == 1.0);
}

// Texts made of what labels are made of, where random bytes would say little.
std::string RandomLabel() {
    static const std::vector<std::string> parts = {"年末", "女", "（人）", "B4",   "户数", "未",   "耕地",
                                                   "面积", "(",  ")",      "1.",   "、",   "其他", "人均",
                                                   "5-10", "（", "万元",   "参加", ">",    "户"};
    std::string label;
    for (const auto i :
         *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, parts.size()))) {
        label += parts[i];
    }
    return label;
}

RC_GTEST_PROP(Score, IsTheSameBothWaysAndWithinItsBounds, ()) {
    const Label a = ParseLabel(RandomLabel());
    const Label b = ParseLabel(RandomLabel());
    const double score = Score(a, b);
    RC_ASSERT(score == Score(b, a));
    RC_ASSERT(score >= 0.0 && score <= 1.0);
    RC_ASSERT(Score(a, a) == 1.0);
}

struct Figures {
    int same_rightly = 0, same_wrongly = 0, same_missed = 0, apart = 0;
    double Precision() const { return same_rightly / static_cast<double>(same_rightly + same_wrongly); }
    double Recall() const { return same_rightly / static_cast<double>(same_rightly + same_missed); }
};

Figures Read(std::span<const SamplePair> pairs) {
    Figures figures;
    for (const SamplePair& pair : pairs) {
        const bool same = Score(ParseLabel(pair.a), ParseLabel(pair.b)) >= kSame;
        if (pair.same)
            ++(same ? figures.same_rightly : figures.same_missed);
        else
            ++(same ? figures.same_wrongly : figures.apart);
    }
    return figures;
}

TEST(Score, TellsTheSampleLabelsApartWellEnough) {
    struct Set {
        std::span<const SamplePair> pairs;
        double recall;  // at least; what was only learned from in part is read less well
    };
    const Set sets[] = {{kSamplePairs, 0.95}, {kTradePairs, 0.95}, {kVillagePairs, 0.95},
                        {kFieldPairs, 0.85},  {kLedgerPairs, 0.8}, {kOfficePairs, 0.8}};
    for (const Set& set : sets) {
        const Figures figures = Read(set.pairs);
        std::cout << "known: precision " << figures.Precision() << ", recall " << figures.Recall() << '\n';
        for (const SamplePair& pair : set.pairs) {
            const bool same = Score(ParseLabel(pair.a), ParseLabel(pair.b)) >= kSame;
            if (same != pair.same) std::cout << "misread: " << pair.a << " | " << pair.b << '\n';
        }
        EXPECT_GE(figures.Precision(), 0.97);
        EXPECT_GE(figures.Recall(), set.recall);
    }
}

// Says how many, never which: see sealed_pairs.hpp.
TEST(Score, ReadsPairsNobodyTunedItFor) {
    const std::span<const SamplePair> sets[] = {kSealedPairs, kUnseenPairs};
    for (const auto& pairs : sets) {
        const Figures figures = Read(pairs);
        std::cout << "sealed: precision " << figures.Precision() << ", recall " << figures.Recall() << '\n';
        EXPECT_GE(figures.Precision(), 0.95);
        EXPECT_GE(figures.Recall(), 0.8);
    }
}

TEST(Score, LeavesOutWhatAFormIsAbout) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_TRUE(same("C21供水管网长度（公里）", "管网长度（公里）"));
    EXPECT_TRUE(same("皮影戏班名称", "县城皮影戏班名称"));
    EXPECT_TRUE(same("是否愿意搬迁", "是否愿意移民搬迁"));
    EXPECT_FALSE(same("林业收入", "收入"));
    EXPECT_FALSE(same("通电行政村数（个）", "行政村数（个）"));
    EXPECT_FALSE(same("退出低保时间", "享受低保时间"));
    EXPECT_FALSE(same("户主姓名", "姓名"));
    EXPECT_FALSE(same("希望安置地点", "安置地点"));
}

TEST(Score, KnowsWhatIsCounted) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_FALSE(same("有卫生室的行政村数（个）", "行政村卫生室个数（个）"));
    EXPECT_FALSE(same("屠宰场数（个）", "屠宰量（头）"));
    EXPECT_FALSE(same("检定合格数", "检定不合格数"));
    EXPECT_FALSE(same("家庭人均纯收入（元）", "农村居民人均纯收入（元）"));
    EXPECT_TRUE(same("行政村通硬化路数", "通硬化路行政村数"));
    EXPECT_TRUE(same("受益贫困户数", "贫困户受益户数"));
    EXPECT_TRUE(same("活立木蓄积（立方米）", "活立木蓄积量"));
    EXPECT_TRUE(same("计划搬迁年份", "计划搬迁时间"));
    EXPECT_FALSE(same("填报年份", "填报时间"));
}

TEST(Score, ReadsAbbreviationsOfWordsItDoesNotKnow) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_TRUE(same("腰鼓队伍数", "腰鼓队数（支）"));
    EXPECT_TRUE(same("木雕技艺传习所", "木雕技传习所"));
    EXPECT_FALSE(same("腰鼓队", "腰鼓队长"));
    EXPECT_FALSE(same("中学数", "中小学数"));
    EXPECT_FALSE(same("木雕作坊数", "竹雕作坊数"));
}

TEST(Score, LeavesOutWhatTheRestImplies) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_TRUE(same("项目竣工时间", "竣工时间"));
    EXPECT_TRUE(same("应急救灾帐篷数（顶）", "帐篷数量"));
    EXPECT_FALSE(same("项目负责人", "负责人电话"));
    EXPECT_FALSE(same("生活支出", "支出"));
    EXPECT_FALSE(same("农业收入", "收入"));
    EXPECT_FALSE(same("生活用电量", "生产用电量"));
}

TEST(Score, ReadsAQuestionWhereverItStands) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_TRUE(same("消防通道是否畅通", "是否消防通道畅通"));
    EXPECT_TRUE(same("脱贫户（是/否）", "是否脱贫户"));
    EXPECT_FALSE(same("是否有残疾证", "残疾证号"));
    EXPECT_FALSE(same("是否参加合作社", "合作社名称"));
}

TEST(Score, TellsMeasuresOfOneThingApart) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_TRUE(same("图书册数（册）", "图书数量"));
    EXPECT_FALSE(same("教学楼间数", "教学楼栋数"));
    EXPECT_FALSE(same("网格员姓名", "网格员人数"));
    EXPECT_FALSE(same("家庭人口", "总人口"));
}

TEST(Lexicon, GivesEverySpellingOneMeaning) {
    std::map<std::u32string, std::string> owner;
    std::map<std::string_view, WordKind> kinds;
    const auto claim = [&](std::string_view form, const Group& group) {
        const std::string canonical(group.canonical);
        const auto [known, is_new] = owner.emplace(NormaliseText(form), canonical);
        EXPECT_TRUE(is_new || known->second == canonical)
            << form << " of " << canonical << " belongs to " << known->second;
    };
    for (const auto& groups :
         {StructureWords(), AttributeWords(), SubjectWords(), WelfareWords(), FarmingWords(), SafetyWords(),
          AffairsWords(), CommonWords(), FieldWords(), VillageWords(), TradeWords()}) {
        for (const Group& group : groups) {
            std::istringstream forms{std::string(group.forms)};
            for (std::string form; forms >> form;) claim(form, group);
            const bool soft = group.canonical.starts_with('~');
            if (group.kind == WordKind::kSpelling) continue;
            claim(group.canonical.substr(soft ? 1 : 0), group);
            EXPECT_EQ(kinds.emplace(group.canonical, group.kind).first->second, group.kind)
                << group.canonical;
        }
    }
}

TEST(Lexicon, KnowsEveryImpliedWord) {
    for (const Implied& implied : ImpliedWords()) {
        EXPECT_NE(WordId(implied.word), 0u) << implied.word;
    }
}

TEST(Lexicon, KnowsEveryTrade) {
    for (const std::string_view name : TradeNames()) {
        EXPECT_TRUE(NamesTrade(WordId(name))) << name;
        EXPECT_NE(WordId(name), 0u) << name;
    }
}

TEST(Score, KeepsCodesOfOneFormApart) {
    const auto same = [](const char* a, const char* b) {
        return Score(ParseLabel(a), ParseLabel(b)) >= kSame;
    };
    EXPECT_FALSE(same("D12a小计（万元）", "D15a小计（万元）"));
    EXPECT_TRUE(same("D12a合计金额（万元）", "合计金额（万元）"));
    EXPECT_TRUE(same("B4户籍人口（人）", "C7户籍人口（万人）"));
}

TEST(Score, TellsAlikeLabelsApartBySectionAndUnit) {
    const Label asked = ParseLabel("姓名", "", {"户主"});
    EXPECT_LT(Score(asked, ParseLabel("姓名", "", {"配偶"})), kSame);
    EXPECT_GE(Score(asked, ParseLabel("姓名", "", {"户主情况"})), kSame);
    EXPECT_GE(Score(asked, ParseLabel("户主姓名")), kSame);
    const Label people = ParseLabel("受益", "人");
    EXPECT_LT(Score(people, ParseLabel("受益", "户")), kSame);
    EXPECT_GT(Score(people, ParseLabel("受益", "人")), Score(people, ParseLabel("受益", "万人")));
}

LabelIndex SampleIndex() {
    std::vector<LabelIndex::Entry> entries;
    std::uint32_t item = 0;
    for (const char* label :
         {"户籍人口（人）", "常住人口（人）", "耕地面积（亩）", "林地面积（亩）", "公民身份号码", "手机号码",
          "固定电话", "户主姓名", "家庭住址", "户籍地址", "低保户数（户）", "低保人数（人）"}) {
        entries.push_back({label, "", {}, item++});
    }
    entries.push_back({"联系方式", "", {}, 5});  // an alias of 手机号码
    return LabelIndex(entries);
}

TEST(LabelIndex, FindsTheRightOneFirst) {
    const LabelIndex index = SampleIndex();
    const auto best = [&](const char* label) {
        const auto hits = index.Find(ParseLabel(label));
        return hits.empty() ? -1 : static_cast<int>(hits.front().item);
    };
    EXPECT_EQ(best("身份证号"), 4);
    EXPECT_EQ(best("联系电话"), 5);
    EXPECT_EQ(best("B3耕地面积（公顷）"), 2);
    EXPECT_EQ(best("现居住地址"), 8);
    EXPECT_EQ(best("户口所在地"), 9);
    EXPECT_EQ(best("户主"), 7);
    EXPECT_EQ(best("享受低保户数"), 10);
}

TEST(LabelIndex, CountsAnItemOnceWithItsBestLabel) {
    const auto hits = SampleIndex().Find(ParseLabel("联系方式"), 5);
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits.front().item, 5u);
    EXPECT_EQ(std::count_if(hits.begin(), hits.end(), [](const auto& hit) { return hit.item == 5; }), 1);
}

TEST(LabelIndex, FindsNothingWhereNothingIsShared) {
    EXPECT_THAT(SampleIndex().Find(ParseLabel("鱼")), IsEmpty());
    EXPECT_THAT(SampleIndex().Find(ParseLabel("")), IsEmpty());
    EXPECT_THAT(LabelIndex({}).Find(ParseLabel("姓名")), IsEmpty());
}

TEST(LabelIndex, LooksShortLabelsUpByTheirCharacters) {
    const LabelIndex index({{"村", "", {}, 1}, {"组", "", {}, 2}});
    const auto hits = index.Find(ParseLabel("组"));
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits.front().item, 2u);
}

TEST(LabelIndex, AnswersTheSameOnManyThreads) {
    const LabelIndex index = SampleIndex();
    const Label asked = ParseLabel("低保对象人数");
    const auto expected = index.Find(asked);
    std::vector<std::thread> threads;
    std::vector<int> agreed(4, 0);
    for (int& same : agreed) {
        threads.emplace_back([&] {
            const LabelIndex own({{"姓名", "", {}, 1}});
            for (int i = 0; i < 50; ++i) {
                own.Find(asked);
                const auto hits = index.Find(asked);
                same += hits.size() == expected.size() && hits.front().item == expected.front().item &&
                        hits.front().score == expected.front().score;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(agreed, testing::Each(50));
}

TEST(PinyinInitials, AreTheFirstLettersOfTheReading) {
    EXPECT_EQ(PinyinInitials("养老保险"), "ylbx");
    EXPECT_EQ(PinyinInitials("開戶銀行（A25）"), "khyha25");
    EXPECT_EQ(PinyinInitials("重庆长度"), "cqcd");
    EXPECT_EQ(PinyinInitials("县乡村"), "xxc");
    EXPECT_EQ(PinyinInitials(""), "");
}

}  // namespace
}  // namespace qz::text
