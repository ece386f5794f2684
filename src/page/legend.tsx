/** The shapes of the picture; each meaning has its own, so that colour is not needed. */
export function Legend() {
  return (
    <p class="legend" aria-hidden="true">
      <span>
        <i class="shape asked" /> asked
      </span>
      <span>
        <i class="shape answered" /> answered
      </span>
      <span>
        <i class="shape early">×</i> asked too early
      </span>
      <span>
        <i class="shape under-way" /> under way
      </span>
      <span>
        <i class="shape wait" /> waits
      </span>
      <span>
        <i class="shape band" /> when a retry is allowed
      </span>
    </p>
  );
}
