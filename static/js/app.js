// Loaded by every page; each part finds its own elements and none is required.
import "./http.js";
import "./toast.js";
import "./dialog.js";
import "./upload.js";
import "./appearance.js";
import "./shortcuts.js";
import "./ws.js";
