// What programs of others make of annotations.json: each gives the words that it finds, and whether all of them are marked.
import { createTextPositionSelectorMatcher, createTextQuoteSelectorMatcher } from "@apache-annotator/dom";
import { createTextAnnotator, W3CTextFormat } from "@recogito/text-annotator";
import * as textPosition from "dom-anchor-text-position";
import * as textQuote from "dom-anchor-text-quote";
import { anchor } from "hypothesis-anchoring";

const first = async (matches) => {
  for await (const range of matches) return range;
  return null;
};

const annotators = new Map();

/** Recogito reads the quote and the position of a target, and does not follow `refinedBy`: docs/format.md has these lines. */
const recogito = async (quote, position, element, target, annotation) => {
  if (!annotators.has(element)) annotators.set(element, createTextAnnotator(element, { adapter: W3CTextFormat(target.source, element) }));
  const annotator = annotators.get(element);
  const id = `${annotation.id} ${position.start}`;
  annotator.addAnnotation({ ...annotation, id, target: { ...target, selector: [quote, position] } });
  return annotator.state.store.getAnnotation(id)?.target.selector[0].range;
};

const ways = {
  "apache quote": (quote) => first(createTextQuoteSelectorMatcher(quote)(document.body)),
  "apache position": (_, position, element) => first(createTextPositionSelectorMatcher(position)(element)),
  "dom-anchor-text-quote": (quote) => textQuote.toRange(document.body, quote),
  "dom-anchor-text-position": (_, position, element) => textPosition.toRange(element, position),
  hypothesis: (quote, position, element, target) => anchor(document.body, target.selector),
  recogito,
};

const isMarked = (range, id) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    if (node.data.slice(from, to).trim() && !node.parentElement.closest("mark")?.dataset.claims.split(" ").includes(id)) return false;
  }
  return true;
};

/** For each way, [annotation, expected words, found words] of every target that is not found as it should be; and how many there are. */
globalThis.findAll = async (collection) => {
  const wrong = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  let targets = 0;
  const unmarked = [];
  for (const annotation of collection.first.items) {
    const id = annotation.id.split("#")[1];
    const all = Array.isArray(annotation.target) ? annotation.target : [annotation.target];
    const said = all.map((target) => target.selector[0].exact).join("");
    const marks = [...document.querySelectorAll("mark")].filter((mark) => mark.dataset.claims.split(" ").includes(id));
    const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
    if (letters(said) !== letters(marks.map((mark) => mark.textContent).join(""))) unmarked.push([id, said]);
    for (const target of all) {
      targets += 1;
      const [quote, fragment] = target.selector;
      const element = document.getElementById(fragment.value);
      for (const [way, find] of Object.entries(ways)) {
        let range = null;
        let words = "nothing";
        try {
          range = await find(quote, fragment.refinedBy, element, target, annotation);
          if (range) words = range.toString();
        } catch (error) {
          words = String(error);
        }
        if (!range || words !== quote.exact || !isMarked(range, id)) wrong[way].push([id, quote, words]);
      }
    }
  }
  return { targets, wrong, unmarked };
};
