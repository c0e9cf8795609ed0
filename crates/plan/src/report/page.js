"use strict";
(() => {
  const data = JSON.parse(document.getElementById("curve-data").textContent);
  const input = document.getElementById("minute");
  const output = document.getElementById("readout");
  const charts = [...document.querySelectorAll(".timed svg.chart")];
  const number = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const show = () => {
    const at = Number(input.value);
    const usable = data.usable ? "usable plan " + number(data.usable[at]) + "; " : "";
    const text = "By " + data.times[at] + ": exact flow " + number(data.exact[at]) +
      " out (low " + number(data.low[at]) + ", high " + number(data.high[at]) + "); " + usable +
      "nearest corridor " + number(data.nearest[at]) + ". In the open if the pause ended then: exact flow " +
      number(data.open[at]) + (data.usable_open ? "; usable plan " + number(data.usable_open[at]) : "") + ".";
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
    for (const chart of charts) {
      const from = Number(chart.dataset.x0);
      const until = Number(chart.dataset.x1);
      const x = from + (until - from) * data.x[at];
      const cursor = chart.querySelector(".cursor");
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      cursor.setAttribute("visibility", "visible");
    }
  };
  const follow = (event) => {
    const chart = event.currentTarget;
    const box = chart.getBoundingClientRect();
    const x = (event.clientX - box.left) * chart.viewBox.baseVal.width / box.width;
    const from = Number(chart.dataset.x0);
    const until = Number(chart.dataset.x1);
    const share = (x - from) / (until - from);
    let at = data.x.findIndex((place) => place >= share);
    if (at < 0) at = data.x.length - 1;
    input.value = String(at);
    show();
  };
  input.parentElement.hidden = false;
  input.addEventListener("input", show);
  for (const chart of charts) chart.addEventListener("pointermove", follow);
  show();
})();
