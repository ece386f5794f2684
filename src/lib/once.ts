/** Caches the result of `work` for each object, for the lifetime of that object. */
export function once<Subject extends object, Result>(
  work: (subject: Subject) => Result,
): (subject: Subject) => Result {
  const known = new WeakMap<Subject, Result>();
  return (subject) => {
    let result = known.get(subject);
    if (result === undefined) {
      result = work(subject);
      known.set(subject, result);
    }
    return result;
  };
}
