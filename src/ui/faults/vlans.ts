// Reads what a person types as VLANs.

const LOWEST = 1;
const HIGHEST = 4094;

function vlanOf(text: string): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text.trim()) && number >= LOWEST && number <= HIGHEST ? number : undefined;
}

/** The VLAN of an access port; undefined if the text is none. */
export function accessOf(text: string): { readonly access: number } | undefined {
  const access = vlanOf(text);
  return access === undefined ? undefined : { access };
}

/** Those of a trunk: numbers between commas or blanks, and the one without a tag; undefined if any is none. */
export function trunkOf(
  text: string,
  native: string,
): { readonly trunk: number[]; readonly native: number } | undefined {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const trunk = parts.map(vlanOf).filter((one) => one !== undefined);
  const untagged = vlanOf(native);
  return untagged === undefined || trunk.length === 0 || trunk.length < parts.length
    ? undefined
    : { trunk: [...new Set(trunk)], native: untagged };
}
