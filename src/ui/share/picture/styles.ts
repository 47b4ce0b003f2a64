// The page's style rules that some elements need, as text: for pictures that stand on their own.

/** Selectors that hold without the page around: variables and everything's defaults. */
const ALWAYS = /^(:root|\*|html|body)/;

/** A rule's selector without what only happens under a pointer or to an element of the moment. */
const plain = (selector: string): string =>
  selector.replace(/::[\w-]+(\([^)]*\))?/g, '').replace(/:(hover|active|focus[\w-]*)/g, '');

function matches(selector: string, within: Element): boolean {
  if (ALWAYS.test(selector)) return true;
  const wanted = plain(selector).trim();
  if (wanted === '') return true;
  try {
    return within.matches(wanted) || within.querySelector(wanted) !== null;
  } catch {
    return false;
  }
}

function textOf(rule: CSSRule, within: Element): string {
  if (rule instanceof CSSStyleRule) return matches(rule.selectorText, within) ? rule.cssText : '';
  if (rule instanceof CSSMediaRule) return matchMedia(rule.conditionText).matches ? rulesOf(rule.cssRules, within) : '';
  if (rule instanceof CSSSupportsRule) return rulesOf(rule.cssRules, within);
  return rule instanceof CSSKeyframesRule ? '' : rule.cssText;
}

function rulesOf(rules: CSSRuleList, within: Element): string {
  return Array.from(rules, (rule) => textOf(rule, within))
    .filter((text) => text !== '')
    .join('\n');
}

/** All rules of the page that `element` or something in it may need, as they hold now. */
export function stylesFor(element: Element): string {
  return Array.from(document.styleSheets, (sheet) => rulesOf(sheet.cssRules, element)).join('\n');
}
