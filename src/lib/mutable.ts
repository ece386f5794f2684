/** An object that is still being made: a spread for each field would cost every request more. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
