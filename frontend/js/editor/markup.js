// Markup that our own server made, as elements.

export const elementsOf = (markup) => [...new DOMParser().parseFromString(markup, 'text/html').body.childNodes];
