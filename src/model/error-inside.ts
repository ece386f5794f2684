/** An error that came although the status of its answer tells of a success. */
export interface ErrorInside {
  /**
   * `body`: the JSON has a member `error`. `first-event` and `event`: an event of the stream has it, with
   * nothing or something of the answer before. `told`: a rule with `outcome: failure` says so. `empty`: a
   * stream was asked for, and has not one byte.
   */
  readonly where: 'body' | 'first-event' | 'event' | 'rule' | 'empty';
  /** Its code as text; `null`: it has none. */
  readonly code: string | null;
  /** The status that it names itself; `null`: none. */
  readonly status: number | null;
}
