package zerocopy.bench.socket;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Both ends of a TLS 1.3 session with AES-128-GCM, in one process: the handshake is made in memory,
 * with a key and a self-signed certificate that each JVM makes for itself. The end that sends is
 * the server.
 */
final class TlsSession {

  private static final int MOST_STEPS = 1000;
  private static final byte[] SIGNED_WITH_ECDSA_SHA256 = bytes("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = bytes("0603550403");
  private static final byte[] SERIAL_1 = bytes("020101");

  private final SSLEngine sender = engine(false);
  private final SSLEngine receiver = engine(true);

  private TlsSession() {}

  /** Made when first needed. */
  private static final class Loaded {
    static final SSLContext CONTEXT = context();
  }

  /** Found out when first needed. */
  private static final class Measured {
    static final SSLEngineResult RECORD = measure();

    private static SSLEngineResult measure() {
      try {
        SSLEngine sender = open().sender;
        int packet = sender.getSession().getPacketBufferSize();
        return sender.wrap(ByteBuffer.allocate(packet), ByteBuffer.allocate(packet));
      } catch (SSLException e) {
        throw new IllegalStateException("this JDK makes no TLS 1.3 session", e);
      }
    }
  }

  /** Bytes that a full record holds: 16 KiB at most (RFC 8446, 5.1), less the JDK's padding. */
  static int content() {
    return Measured.RECORD.bytesConsumed();
  }

  /** Bytes of a record beyond its content: header, type, tag and the JDK's padding. */
  static int overhead() {
    return Measured.RECORD.bytesProduced() - content();
  }

  /**
   * Makes a session.
   *
   * @return after its handshake
   */
  static TlsSession open() throws SSLException {
    TlsSession session = new TlsSession();
    int packet = 4 * session.sender.getSession().getPacketBufferSize();
    ByteBuffer toSender = ByteBuffer.allocate(packet);
    ByteBuffer toReceiver = ByteBuffer.allocate(packet);
    session.sender.beginHandshake();
    session.receiver.beginHandshake();
    for (int step = 0; !done(session.sender, toSender) || !done(session.receiver, toReceiver); ) {
      if (step++ == MOST_STEPS) {
        throw new SSLException("the handshake does not come to an end");
      }
      step(session.receiver, toReceiver, toSender);
      step(session.sender, toSender, toReceiver);
    }
    return session;
  }

  private static boolean done(SSLEngine engine, ByteBuffer in) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && in.position() == 0;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      default -> {
        engine.unwrap(in.flip(), ByteBuffer.allocate(in.capacity()));
        in.compact();
      }
    }
  }

  /** The end that encrypts. */
  SSLEngine sender() {
    return sender;
  }

  /** The end that decrypts. */
  SSLEngine receiver() {
    return receiver;
  }

  private static SSLEngine engine(boolean client) {
    SSLEngine engine = Loaded.CONTEXT.createSSLEngine();
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    return engine;
  }

  private static SSLContext context() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      char[] password = new char[0];
      Certificate certificate = selfSigned(pair);
      keys.setKeyEntry("own", pair.getPrivate(), password, new Certificate[] {certificate});
      keys.setCertificateEntry("trusted", certificate);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, password);
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(keys);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK makes no TLS 1.3 session", e);
    }
  }

  /** A certificate of version 1 in DER (RFC 5280, 4.1), for which the JDK has no interface. */
  private static Certificate selfSigned(KeyPair pair) throws GeneralSecurityException {
    byte[] common = tagged(0x0c, "zerocopy".getBytes(StandardCharsets.US_ASCII));
    byte[] name = tagged(0x30, tagged(0x31, tagged(0x30, COMMON_NAME, common)));
    byte[] validity = tagged(0x30, time("200101000000Z"), time("491231235959Z"));
    byte[] key = pair.getPublic().getEncoded();
    byte[] content = tagged(0x30, SERIAL_1, SIGNED_WITH_ECDSA_SHA256, name, validity, name, key);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    byte[] signed = tagged(0x03, new byte[1], signature.sign());
    byte[] certificate = tagged(0x30, content, SIGNED_WITH_ECDSA_SHA256, signed);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] time(String utc) {
    return tagged(0x17, utc.getBytes(StandardCharsets.US_ASCII));
  }

  /** Tag, length, content. */
  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length > 0x7f) {
      out.write(0x82);
      out.write(length >> Byte.SIZE);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
