import { z } from 'zod';
import { limitFields } from '../model/limit-field.ts';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'expected a header name such as X-Request-Id');
export const asciiLine = z.string().regex(/^[\t\x20-\x7e]*$/, 'expected printable ASCII on one line');

export const headers = z.record(headerName, asciiLine);

export const documented = z
  .record(z.string(), z.string())
  .default({})
  .describe('Field → the id of the source that states it. A field that is not named here is assumed.');

export const platformHeaders = z
  .strictObject({
    error: headers.default({}),
    success: headers.default({}),
    every: z
      .string()
      .regex(/^(yes|\$setting:.+)$/, 'expected yes or $setting:NAME of a setting whose values are yes and no')
      .nullable()
      .default(null)
      .describe('yes: also on answers of a backend, of a tape, of respond and of badgateway itself.'),
    unlisted: z
      .strictObject({ '4xx': asciiLine.exactOptional(), '5xx': asciiLine.exactOptional() })
      .default({})
      .describe('The category of an error that is not in the catalogue.'),
    limits: z
      .record(headerName, z.enum(limitFields))
      .default({})
      .describe('On every answer that a rate limit of the scenario counted: what it tells of the limit.'),
    tellsLimits: z
      .string()
      .regex(/^(on|\$setting:.+)$/, 'expected on or $setting:NAME of a setting whose values are on and off')
      .nullable()
      .default(null)
      .describe('Whether the fields of limits are sent. Default: on.'),
    documented,
  })
  .prefault({})
  .describe('On every error and every success; $category and the like and $setting:NAME are filled in.');
