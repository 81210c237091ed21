// Draws the message that draw.sh hands in as `message.json`, as Slack would show it.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import message from "gatewatch-message";

const logo =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#1d3557"/>' +
      '<path d="M9 27V15a9 9 0 0 1 18 0v12M14 27V16a4 4 0 0 1 8 0v11" fill="none" stroke="#f1faee" stroke-width="2.6"/></svg>',
  );

flushSync(() =>
  createRoot(document.getElementById("card")).render(
    <Message blocks={message.blocks} logo={logo} name="Gatewatch" time={new Date(message.time ?? "2016-04-15T14:02:00")} />,
  ),
);
