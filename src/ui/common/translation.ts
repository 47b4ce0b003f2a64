// What a catalogue of messages is, and what the compiler demands of one in another language: the same keys, and the
// same parameters in each.

/** One text for each plural form of `{count}` that the language tells apart; `other` is the rest. */
export type Plural = { readonly other: string } & {
  readonly [Form in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};

/** A message: text with `{parameters}`, or one text for each plural form of `{count}`. */
export type Message = string | Plural;

export type Catalogue = Readonly<Record<string, Message>>;

type ParameterOf<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | ParameterOf<Rest> : never;

/** The names of the parameters that a message takes. */
export type ParametersOf<M> = ParameterOf<M extends string ? M : M[keyof M]>;

/** The translated message itself; where its parameters are not those of the original, what no text can be. */
type Fitting<Original, Translated> = [ParametersOf<Original>] extends [ParametersOf<Translated>]
  ? [ParametersOf<Translated>] extends [ParametersOf<Original>]
    ? Translated
    : { readonly unknownParameters: Exclude<ParametersOf<Translated>, ParametersOf<Original>> }
  : { readonly missingParameters: Exclude<ParametersOf<Original>, ParametersOf<Translated>> };

type Translation<Original, Translated> = {
  readonly [K in keyof Translated]: K extends keyof Original ? Fitting<Original[K], Translated[K]> : never;
};

/** A catalogue's counterpart in another language: `translationOf<typeof pageMessages>()({ … })`. */
export function translationOf<Original extends Catalogue>() {
  return <const Translated extends { readonly [K in keyof Original]: Message }>(
    translated: Translated & Translation<Original, Translated>,
  ): Translated => translated;
}
