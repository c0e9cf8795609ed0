//! What exists before any plan: road network, people, corridors, pause windows, scenario.
