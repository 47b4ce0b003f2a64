import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { english } from './messages.ts';
import { german } from './messages-de.ts';
import type { Catalogue, Message } from './translation.ts';

const folder = new URL('../', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path),
);
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
const sources = files.map((path) => [path, withoutComments(readFileSync(new URL(path, folder), 'utf8'))] as const);

const textsOf = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const parametersOf = (message: Message): readonly string[] =>
  [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

const languages: Readonly<Record<string, Catalogue>> = { de: german };

describe.each(Object.entries(languages))('the catalogue in %s', (language, words) => {
  const keys = Object.keys(english) as (keyof typeof english)[];

  it('has every message, and no other', () => {
    expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
    expect(Object.keys(words).filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  it('has the same parameters in each', () => {
    const differing = keys.filter((key) => {
      const translated = words[key];
      return translated !== undefined && `${parametersOf(translated)}` !== `${parametersOf(english[key])}`;
    });
    expect(differing).toEqual([]);
  });

  it('has a text for each plural form of the language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = Object.entries(words).filter(([, message]) => typeof message !== 'string');
    expect(plurals.filter(([, message]) => `${Object.keys(message).sort()}` !== `${[...forms].sort()}`)).toEqual([]);
  });

  it('has no empty text', () => {
    const isEmpty = ([, message]: readonly [string, Message]) => textsOf(message).some((text) => text.trim() === '');
    expect(Object.entries(words).filter(isEmpty)).toEqual([]);
  });
});

describe('the page', () => {
  it('says every message somewhere', () => {
    const said = sources.filter(([path]) => !/messages[\w-]*\.ts$/.test(path)).map(([, text]) => text);
    const all = said.join('\n');
    const patterns = [...all.matchAll(/`([a-z][\w.-]*\.(?:[\w.-]|\$\{[^}]+\})*)`/g)].map(
      ([, text = '']) => new RegExp(`^${text.replace(/\./g, '\\.').replace(/\$\{[^}]+\}/g, '[\\w.-]+')}$`),
    );
    const isSaid = (key: string) => all.includes(`'${key}'`) || patterns.some((pattern) => pattern.test(key));
    expect(Object.keys(english).filter((key) => !isSaid(key))).toEqual([]);
  });

  /** Names that are the same in every language. */
  const names = new Set(['TCP', 'UDP', 'VNI', 'overlay', 'Esc', 'Tab', 'Ctrl']);
  const inMarkup = /<[A-Za-z][\w.]*(?:\s[^<>]*)?>\s*(\p{L}[^<>{}()=;`']*\p{L}[^<>{}()=;`']*?)\s*(?=[<{])/gu;
  const inAttribute = /\s(?:aria-label|aria-description|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/g;

  it('has no words but those of the catalogue', () => {
    const literals = sources
      .filter(([path]) => path.endsWith('.tsx'))
      .flatMap(([path, text]) =>
        [...text.matchAll(inMarkup), ...text.matchAll(inAttribute)]
          .map(([, words = '']) => words)
          .filter((words) => !names.has(words))
          .map((words) => `${path}: ${words}`),
      );
    expect(literals).toEqual([]);
  });
});
