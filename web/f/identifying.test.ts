import { describe, expect, it } from 'vitest'
import { findIdentifying, type Kind } from './identifying'

const kinds = (text: string) => findIdentifying(text).map((one) => one.kind)

const telling: [string, Kind, string?][] = [
  ['有问题请打 13863100021 找我', 'phone', '13863100021'],
  ['我的手机138-6310-0021', 'phone', '138-6310-0021'],
  ['办公室电话0631-5550101', 'phone', '0631-5550101'],
  ['身份证 371082199001011234 附后', 'id_number', '371082199001011234'],
  ['身份证号37108219900101123X', 'id_number'],
  ['微信号: qz_2026ab', 'contact'],
  ['邮箱 somebody@example.com', 'contact', 'somebody@example.com'],
  ['我叫张三，反映一个问题', 'self_name', '我叫张三'],
  ['联系人：李小明', 'self_name'],
  ['My name is Zhang San.', 'self_name'],
  ['我是村文书，每月要报很多表', 'self_post', '我是村文书'],
  ['本人担任网格员三年', 'self_post'],
  ['作为一名驻村干部，我觉得', 'self_post'],
  ['我在镇里当会计', 'self_post'],
  ['我这个会计什么都要管', 'self_post', '我这个会计'],
  ['I am a village clerk', 'self_post'],
  ['王建国主任每天要三次数', 'name', '王建国主任'],
  ['都是听书记李明说的', 'name'],
  ['石桥村委会每周要报三次', 'small_unit', '石桥村委会'],
  ['在东许家村开会', 'small_unit', '东许家村'],
  ['俚岛镇民政办要的表', 'small_unit', '俚岛镇民政办'],
  ['全镇只有我一个人在弄', 'only_one'],
  ['我们所唯一的女党员', 'only_one'],
]

const harmless = [
  '每周要报三次会议台账，内容和上次一样，只是换了表头。',
  '各村都要建微信群，每天打卡拍照，一个村干部要进二十多个群。',
  '我觉得会议太多，一周五天有四天在开会。',
  '要求全村每户都下载，完不成就通报。',
  '镇里要求我们村每天报数，农村的情况和城里不一样。',
  '行政村和自然村的数要分开报，报完又说口径变了。',
  '2026 年 5 月以来，同一张表报了 12 次，每次 40 分钟。',
  '文件编号威民〔2026〕17 号，共 36 页，正文第 3 页重复。',
  '检查组当天来了四拨，材料要装订成 8 盒。',
  '高度重视、严格落实这类话要写满两页，否则退回。',
  '表号 371082 第 20260501 号',
  '举报人的诉求没有得到答复，投诉人已多次拨打热线。',
  '我还是要说，工作人员不断换表头，多次电话告知各村重报。',
  '什么村都要报，给钱还不够打印。',
  'Every week the same form is asked for again, with another heading.',
]

describe('what would tell who wrote', () => {
  it.each(telling)('finds it in «%s»', (text, kind, words) => {
    expect(kinds(text)).toContain(kind)
    if (words) expect(findIdentifying(text).find((one) => one.kind === kind)!.words).toBe(words)
  })

  it.each(harmless)('finds nothing in «%s»', (text) => {
    expect(findIdentifying(text)).toEqual([])
  })

  it('tells each mention where it stands, in the order of the text', () => {
    const text = '我是村文书，电话 13863100021。'
    for (const one of findIdentifying(text)) expect(text.slice(one.at, one.at + one.words.length)).toBe(one.words)
    expect(kinds(text)).toEqual(['self_post', 'phone'])
  })

  it('reads a long text without a pause', () => {
    const text = '要求各单位高度重视，每周报送，'.repeat(600)
    expect(findIdentifying(text)).toEqual([])
    expect(findIdentifying('村'.repeat(9000)).length).toBeLessThan(9000)
  })
})
