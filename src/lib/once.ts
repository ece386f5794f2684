/** Works something out once for each object, for as long as that is there. */
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
