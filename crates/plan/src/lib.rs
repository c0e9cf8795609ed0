//! Scenario to lowered flow problem to plan, and the independent verification of a plan folder.
