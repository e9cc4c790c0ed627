// Finds in a text what would tell who wrote it: a number, a name, a post, a unit so small that it is as good as a name.
// It warns and never blocks; it runs in the page and sends nothing.

export type Kind = 'id_number' | 'phone' | 'contact' | 'self_name' | 'self_post' | 'name' | 'small_unit' | 'only_one'
export interface Mention {
  kind: Kind
  /** as it stands in the text */
  words: string
  at: number
}

const kPosts =
  '支部书记|党支部书记|总支书记|党委书记|副书记|书记|村主任|村委会主任|副主任|主任|副镇长|镇长|副乡长|乡长|副局长|局长|副科长|科长|副所长|所长|副站长|站长|副股长|股长|文书|会计|出纳|网格员|网格长|委员|妇联主席|妇女主任|治保主任|民兵连长|团支书|报账员|包村干部|驻村干部|第一书记|驻村工作队员|联络员|大学生村官|选调生|公益岗|社工|辅警|护林员|防疫员|信息员|统计员|档案员|科员|办事员|四级主任科员|一级科员|借调干部|借调人员|工作人员|临聘人员|合同工|校长|园长|院长|村医|教师|老师'
// The hundred-odd surnames nine people in ten have; double ones first.
const kSurnames =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文毕丛连宫鞠滕邢迟姬隋栾于孔柳慈阎岳殷]'
// Words that begin like a name and are none.
const kNoNames =
  /^(?:高度|高级|高质|高龄|金额|金融|方面|方式|方案|方便|万一|万元|常常|常态|常住|常务|任务|任何|任职|白天|白白|向上|向下|向前|向各|何时|何况|江苏|江西|黄河|马上|文件|文书|文字|文明|文档|文化|石桥|田间|毛病|温度|程度|程序|金钱|严格|严重|严肃|武装|段时|雷同|龙头|钟头|顾不|连续|连夜|连同|连镇|连村|连我|范围|范本|叶片|余下|余额|易地|孔子|康复|汤药|于是|于今|姜片|沈阳|陈旧|张贴|许多|曾经|方可|周末|周期|周边|周报|周一|周二|周三|周四|周五|周六|周日|宫里|贺电|常规|何必|向群|万份|万张|成员|林业|林场|林长|江边|河长|石头|田长|路长|金属|黎明|史料|胡乱|马路|高温|毕竟|钱款|白纸|文旅|武警|水平)/

const rules: [Kind, RegExp, number?][] = [
  ['id_number', /(?<before>^|[^0-9A-Za-z])\d{6}[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])/g],
  ['id_number', /(?<before>^|\D)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)/g],
  ['phone', /(?<before>^|\D)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g],
  ['phone', /(?<before>^|\D)(?:0\d{2,3}[ -]?[2-9]\d{6,7}|(?:电话|座机|分机|tel)[：: 是]{0,3}\d{7,8})(?!\d)/gi],
  ['contact', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['contact', /(?:微信号?|微信名|QQ号?|qq号?|wechat|抖音号?)[：: 是为]{0,3}[A-Za-z0-9_-]{5,}/gi],
  ['self_name', /(?:我叫|我的名字(?:是|叫)|本人姓名|本人叫|我是(?=[^，。；！？\n]{0,2}(?:村|社区)?的?(?:老|小)[王李张刘陈]))[：: 是为]{0,3}[\u4e00-\u9fff]{2,3}/g],
  ['self_name', /(?:署名|反映人|举报人|投诉人|联系人)(?:姓名)?[：:是为叫 ]{1,3}[\u4e00-\u9fff]{2,3}/g],
  ['self_name', /\bmy name is [A-Z][a-z]+(?: [A-Z][a-z]+)?/gi],
  ['self_post', new RegExp(`(?:我|本人|俺|咱)(?:在[^，。；！？!?;\\n]{1,10}?)?(?:本来|曾经?|现在?|目前|就|也|只|一直)?(?:是|当|任|担任|做|干|兼任?|作为)(?:了|过|着)?[^，。；！？!?;\\n]{0,8}?(?:${kPosts})`, 'g')],
  ['self_post', new RegExp(`(?:我|本人|俺|咱)(?:一个|这个|一名|这名|这样的)?(?:小)?(?:${kPosts})`, 'g')],
  ['self_post', new RegExp(`(?:作为|身为)(?:一名|一个)?[^，。；！？!?;\\n]{0,10}?(?:${kPosts})`, 'g')],
  ['self_post', /\bI(?: am|'m| work as| serve as) (?:an? |the )?(?:\w+ ){0,3}(?:secretary|director|clerk|accountant|officer|cadre|teacher|doctor)\b/gi],
  ['name', new RegExp(`(?<before>^|[^\\u4e00-\\u9fff])(?:${kSurnames})[\\u4e00-\\u9fff]{1,2}(?:同志|书记|主任|镇长|乡长|局长|科长|所长|站长|部长|股长|会计|文书|经理|先生|女士|老师)`, 'g')],
  ['name', new RegExp(`(?:名叫|叫做|姓名[：:]?|村民|居民|负责人|包村干部|同事|领导|书记|主任|镇长|局长|科长|所长|站长|找到?|让|叫)(?:${kSurnames})[\\u4e00-\\u9fff]{1,2}(?=[，。；：、！？,.;:!?\\s）)]|$|说|要求|通知|同志|让|叫|来|去|把)`, 'g')],
  ['name', new RegExp(`(?:老|小)(?:${kSurnames})(?=[，。；、！？\\s]|说|要|让|叫|来|去)`, 'g')],
  ['small_unit', /[\u4e00-\u9fff]{2,12}?(?:村民?委员?会|居民?委员?会|社区|行政村|自然村|村民小组|村(?![\u4e00-\u9fff]*?(?:干部|镇|级|里面|民们)))(?:\d+组)?/g],
  ['small_unit', /[\u4e00-\u9fff]{2,10}?(?:镇|街道|乡|办事处)[\u4e00-\u9fff]{0,8}?(?:办公室|服务中心|执法队|派出所|财政所|司法所|卫生院|中心小学|幼儿园|[民党综应经农文宣信统][\u4e00-\u9fff]{0,4}?(?:办|站|科|所))/g],
  ['only_one', /(?:只有|仅有|就)我(?:们)?(?:一个人|一人|自己|俩|两个人?|[二三四五]个?人)|(?:全镇|全村|全县|全区|全市|全街道|全局|全所|单位里?)(?:只有|唯一|就)(?:我|一[个人名])|唯一的?一?[名个位]?(?:女|男|大学生|选调生|党员|会计|文书)/g],
]

// What reads like a village's name and means villages at large.
const kVillagesAtLarge =
  /(?:各|全|任何|如若|几十户|每个?|我们|我|本|行政|自然|农|乡|驻|包|两|几个?|多个?|某|有的|所有|一个?|个|该|下|到|进|入|在|对|让|给|要求|要|请|从|向|把|和|与|及|镇|们|的|有些|部分|许多|很多|以|由|联|跨|邻|周边|空心|示范|重点|\d)(?:村|社区|村委会|居委会|行政村|自然村)$/

/** Everything found, in the order of the text; overlapping mentions of one kind are told once. */
export function findIdentifying(text: string): Mention[] {
  const found: Mention[] = []
  for (const [kind, rule] of rules) {
    for (const match of text.matchAll(rule)) {
      // Looking behind would stop the whole script in older browsers: what stands before is matched and taken off.
      const before = match.groups?.before?.length ?? 0
      let words = match[0].slice(before)
      let at = match.index + before
      if (kind === 'name') {
        const name = new RegExp(`(?:${kSurnames})[\\u4e00-\\u9fff]{1,2}`).exec(words)?.[0] ?? ''
        if (kNoNames.test(name) || kNoNames.test(words)) continue
      }
      if (kind === 'small_unit') {
        const own = villageName(words)
        if (!own) continue
        at += words.length - own.length
        words = own
      }
      if (found.some((one) => at < one.at + one.words.length && one.at < at + words.length && (one.kind === kind || one.kind === 'id_number'))) continue
      found.push({ kind, words, at })
    }
  }
  return found.sort((a, b) => a.at - b.at)
}

// "要求我们到石桥村委会开会" names 石桥村委会; "要求各村" names nobody. The longest plausible name is kept, at most six signs.
function villageName(words: string): string {
  if (/(?:镇|街道|乡|办事处).*(?:办|站|科|所|中心|队|院|小学|园|室)$/.test(words)) return words
  if (kVillagesAtLarge.test(words)) return ''
  const tail = /(?:村民?委员?会|居民?委员?会|社区|行政村|自然村|村民小组|村)(?:\d+组)?$/.exec(words)?.[0] ?? ''
  const before = words.slice(0, words.length - tail.length)
  const name = before.split(/[的是在到让给对从向和与及把为了就也都还要去来请各每个有被由我们他她它这那某本该其里说叫求省市县区镇乡道处知之么办]/).pop() ?? ''
  return name.length >= 2 && name.length <= 6 ? name + tail : ''
}
