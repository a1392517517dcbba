// Takes out of Tabler's stylesheet the families of rules that no page of the program uses.
import postcss from 'postcss';

const UNUSED = [
  /\.(carousel|otp|ribbon|signature|signal|calendar|markdown|sparkline|sortable|chat|tracking|stars?|payment)\b/,
  /\.(social|flag|strength|confetti|litepicker|apexcharts|jvm|ts|dropzone|fslightbox|plyr|tox|typed|wysiwyg)-/,
  /\.(accordion|switch-icon|imagecheck|colorinput|form-(imagecheck|colorinput))/,
  /\[data-vc/,
  /\.navbar/,
  /\.offcanvas-(sm|md|xl|xxl)\b/,
  /(theme-dark|theme=["']?dark|navbar-theme|layout-(boxed|fluid)|\.navbar-dark|layout=)/,
  /\.(bg|text|btn|border|link|badge|alert|avatar)-(gradient|x|facebook|twitter|linkedin|google|youtube|vimeo)\b/,
  /\.(bg|text|btn|link|progress-bar|steps|status)-(?:outline-|ghost-)?(indigo|pink|lime|cyan|teal)\b/,
  /\.(bg|text|border|link)-(dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler|apple)\b/,
];

// Only selectors are looked at; a rule goes when each of its selectors belongs to an unused family.
const isUnused = (selector) => UNUSED.some((family) => family.test(selector));

export function pruneTabler(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => comment.remove());
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !isUnused(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkAtRules('media', (media) => {
    if (media.nodes?.length === 0) media.remove();
  });
  return root.toString();
}
