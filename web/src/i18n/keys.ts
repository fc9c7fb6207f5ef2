/** Keys as types, so that a text missing in one language is a type error that names it. */
export interface Tree {
  [key: string]: string | Tree
}

export type Leaf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaf<T[K]>}`
}[keyof T & string]

/** `true`, or the keys that only one of the two has. */
export type SameKeys<A, B> = [Exclude<Leaf<A>, Leaf<B>> | Exclude<Leaf<B>, Leaf<A>>] extends [never]
  ? true
  : { only_in_first: Exclude<Leaf<A>, Leaf<B>>; only_in_second: Exclude<Leaf<B>, Leaf<A>> }
