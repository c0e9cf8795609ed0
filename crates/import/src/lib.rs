//! Files into the world: OpenStreetMap, GMNS, MATSim, zones, rasters and scenario folders.
