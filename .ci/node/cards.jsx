// Draws Slack messages side by side as Slack would show them, each in a column of its own width.
// window.gatewatch is {width, gap, cards: [{text, blocks}]}; tests/alerts/card_pictures.py writes it into the page.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";

const logo =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#1d3557"/>' +
      '<path d="M9 27V15a9 9 0 0 1 18 0v12M14 27V16a4 4 0 0 1 8 0v11" fill="none" stroke="#f1faee" stroke-width="2.6"/></svg>',
  );
const { width, gap, cards } = window.gatewatch;
const at = new Date("2016-04-15T14:02:00");

flushSync(() =>
  createRoot(document.getElementById("cards")).render(
    cards.map((card, number) => (
      <div key={number} className="card" style={{ left: number * (width + gap), width }}>
        <Message blocks={card.blocks} logo={logo} name="Gatewatch" time={at} />
      </div>
    )),
  ),
);
