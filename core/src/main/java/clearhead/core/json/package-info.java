/// JSON that somebody else has written, read so that every complaint says where: [Spot][clearhead.core.json.Spot].
package clearhead.core.json;
