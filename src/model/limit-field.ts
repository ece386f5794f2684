/** What a header field tells of rate limits; `reset` is the time until all of it is free again. */
export const limitFields = [
  '$limit:requests',
  '$remaining:requests',
  '$reset:requests:duration',
  '$reset:requests:seconds',
  '$reset:requests:epoch',
  '$reset:requests:date',
  '$limit:tokens',
  '$remaining:tokens',
  '$reset:tokens:duration',
  '$reset:tokens:seconds',
  '$reset:tokens:epoch',
  '$reset:tokens:date',
] as const;
export type LimitField = (typeof limitFields)[number];
