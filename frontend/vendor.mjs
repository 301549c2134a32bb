import htmx from "htmx.org";
import { tinykeys } from "tinykeys";

Object.assign(window, { htmx, tinykeys });
