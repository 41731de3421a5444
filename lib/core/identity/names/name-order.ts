/** Which word of a name is the given name: the first, but for Chinese names, which put the family first. */
import type { NameReading } from "./person-name"

const FAMILY_FIRST = new Set(
  `li wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang xu deng feng
  cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen zhong cui tan fan wang liao shi
  jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long shi tao he mao hao gu gong shao wan qian dai mo
  kong xiang chang kang yi qiao lai wen ouyang situ zhuge shangguan sima chan wong cheung leung lau kwok yeung lam chow`.split(/\s+/),
)

/** Position of the given name among the tokens, 0 for an empty name. */
export function givenIndex(name: NameReading): number {
  const [first, second, third] = name.tokens
  if (!first || !second || third) return 0
  const isFamilyFirst = FAMILY_FIRST.has(first.text) && (first.script === "han" || !FAMILY_FIRST.has(second.text))
  return isFamilyFirst ? 1 : 0
}
