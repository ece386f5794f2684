import { formatDecimal, formatDuration } from '../lib/units.ts';
import type { ProbeUnit } from '../model/drill-file.ts';

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

export function formatFigure(figure: number, unit: ProbeUnit): string {
  switch (unit) {
    case 'share':
      return `${rounded(figure * 100, 2)} %`;
    case 'milliseconds':
      return formatDuration(Math.round(figure));
    case 'number':
      return String(rounded(figure, 2));
    case 'per-second':
      return `${rounded(figure, 2)}/s`;
    case 'usd':
      return `$${formatDecimal(rounded(figure, 6))}`;
  }
}
