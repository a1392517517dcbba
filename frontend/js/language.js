// The page's language, and numbers, dates and words written in it.

export const language = document.documentElement.lang.startsWith('en') ? 'en' : 'vi';

/** The wording of the page's language. */
export const say = (vi, en) => (language === 'vi' ? vi : en);

const NUMBERS = { vi: 'vi-VN', en: 'en-GB' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A number in local form: 1.450 or 1,450; at most `digits` decimals. */
export function number(value, digits = 1) {
  return new Intl.NumberFormat(NUMBERS[language], { maximumFractionDigits: digits, useGrouping: true }).format(value);
}

/** A number with its unit: "51,6 %", "1.450 người"; a null is a dash. */
export function amount(value, unit = '') {
  if (value === null || value === undefined) return '–';
  return unit ? `${number(value)}\u00a0${unit}` : number(value);
}

/** An ISO day in local form: 01/06/2019 or 1 Jun 2019. */
export function day(iso) {
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number);
  if (language === 'en') return `${date} ${MONTHS[month - 1]} ${year}`;
  return `${String(date).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;
}

/** An ISO day as milliseconds, for scales only. */
export const moment = (iso) => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);

export const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
